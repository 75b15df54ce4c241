using System.Diagnostics;
using System.Text.Json;

namespace Maas.Architecture.Tests;

/// <summary>What a build property chooses.</summary>
public sealed class FlavorTests
{
    private const string Worker = "services/Training/Maas.Training.Worker/Maas.Training.Worker.csproj";

    [TestCase("", "libtorch-cpu-linux-x64")]
    [TestCase("Cpu", "libtorch-cpu-linux-x64")]
    [TestCase("Cuda", "libtorch-cuda-12.8-linux-x64")]
    public async Task Worker_OfAFlavor_TakesItsLibtorchAlone(string flavor, string package)
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Ignore("CUDA is for Linux; other systems have libraries of their own.");
        }

        var packages = await PackagesAsync(Worker, flavor.Length == 0 ? [] : [$"-p:TorchFlavor={flavor}"]);

        Assert.That(packages.Where(name => name.StartsWith("libtorch", StringComparison.Ordinal)), Is.EqualTo([package]));
        Assert.That(packages, Does.Contain("TorchSharp"));
    }

    private static async Task<IReadOnlyList<string>> PackagesAsync(string project, string[] properties)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using var build = Process.Start(new ProcessStartInfo(
            "dotnet", ["msbuild", Path.Combine(Repository.Root, project), "-nologo", "-nodeReuse:false", "-getItem:PackageReference", .. properties])
        {
            RedirectStandardOutput = true,
        })!;
        var output = await build.StandardOutput.ReadToEndAsync(limit.Token);
        await build.WaitForExitAsync(limit.Token);
        using var items = JsonDocument.Parse(output);
        return
        [
            .. items.RootElement.GetProperty("Items").GetProperty("PackageReference").EnumerateArray()
                .Select(item => item.GetProperty("Identity").GetString()!),
        ];
    }
}
