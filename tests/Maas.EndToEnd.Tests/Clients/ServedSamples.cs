using System.Text.Json;
using Maas.Client;
using Maas.EndToEnd.Tests.Processes;
using Maas.Testing;

namespace Maas.EndToEnd.Tests.Clients;

/// <summary>A quickstart that stays up, with both samples served.</summary>
internal sealed class ServedSamples : IDisposable
{
    private readonly TempFolder _data = new();
    private readonly ProgramRun _quickstart;
    private JsonElement _summary;

    public ServedSamples() => _quickstart = ProgramRun.StartDotnet(
        BuiltProgram.Cli, ["quickstart", "--data", _data.Path, "--free-ports", "--output", "json"], waitedFor: "}");

    /// <summary>Address of Inference.</summary>
    public Uri Inference => Address("inference");

    /// <summary>The printed Python program.</summary>
    public string Python => Text("python");

    /// <summary>The printed shell lines.</summary>
    public IEnumerable<string> CurlLines => [Text("curlPredict"), Text("curlInfer")];

    public async Task WaitAsync()
    {
        await _quickstart.WaitForLineAsync();
        using var json = JsonDocument.Parse(_quickstart.Output);
        _summary = json.RootElement.Clone();
    }

    /// <summary>A new channel to a service.</summary>
    public MaasChannel Connect(string service) =>
        MaasChannel.Create(new MaasClientOptions { Address = Address(service) });

    /// <summary>The version that answers for a sample.</summary>
    public string ModelVersion(string id) => _summary.GetProperty("models").EnumerateArray()
        .Single(model => model.GetProperty("id").GetString() == id)
        .GetProperty("modelVersion").GetString()!;

    public void Dispose()
    {
        _quickstart.Dispose();
        _data.Dispose();
    }

    private Uri Address(string service) => new(_summary.GetProperty("suite").GetProperty(service).GetString()!);

    private string Text(string property) => _summary.GetProperty(property).GetString()!;
}
