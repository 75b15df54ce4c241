using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Maas.Client.Blobs;
using Maas.Contracts.Inference.V1;
using Maas.Contracts.Registry.V1;
using Maas.Digests;
using Maas.EndToEnd.Tests.Processes;
using Maas.Testing;
using Microsoft.ML.OnnxRuntime;
using static Maas.Contracts.Inference.V1.PredictionService;
using static Maas.Contracts.Registry.V1.RegistryService;

namespace Maas.EndToEnd.Tests.Clients;

/// <summary>A client that nobody here wrote gets the numbers that everybody gets, bit for bit.</summary>
public sealed class PythonClientTests
{
    // Sends the rows it reads as raw tensors; prints the FP32 outputs as hex of their little-endian bytes.
    private const string InferProgram = """
        import json, sys, grpc, numpy as np
        from inference import grpc_service_pb2 as oip, grpc_service_pb2_grpc as oip_grpc
        job = json.load(sys.stdin)
        request = oip.ModelInferRequest(model_name=job["model"])
        for column, values in job["columns"].items():
            request.inputs.add(name=column, datatype="FP32", shape=[len(values), 1])
            request.raw_input_contents.append(np.array(values, dtype="<f4").tobytes())
        with grpc.insecure_channel(job["address"]) as channel:
            response = oip_grpc.GRPCInferenceServiceStub(channel).ModelInfer(request)
        print(json.dumps({output.name: content.hex() for output, content
                          in zip(response.outputs, response.raw_output_contents) if output.datatype == "FP32"}))
        """;

    private TempFolder _stubs;
    private ServedSamples _samples;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        await PythonTools.RequireAsync();
        _stubs = new TempFolder();
        await PythonTools.GenerateAsync(_stubs.Path, ["inference/grpc_service.proto", "inference/model_config.proto"]);
        _samples = new ServedSamples();
        await _samples.WaitAsync();
    }

    [OneTimeTearDown]
    public void Stop()
    {
        _samples?.Dispose();
        _stubs?.Dispose();
    }

    [TestCase("diabetes", "prediction")]
    [TestCase("iris", "probabilities")]
    public async Task ModelInfer_FromPython_GivesTheBitsOfPredictAndOfOnnxRuntime(string model, string output)
    {
        var table = SampleTable.Read(model);

        var fromPython = await InferAsync(model, table, output);
        var fromPredict = await PredictAsync(model, table);
        var fromRuntime = await RunAsync(model, table, output);

        TestContext.Out.WriteLine($"{model}: {fromPython.Length} values, the first {BitConverter.SingleToInt32Bits(fromPython[0]):x8}.");
        Assert.That(Bits(fromPython), Is.EqualTo(Bits(fromRuntime)), "Python and ONNX Runtime differ.");
        Assert.That(Bits(fromPredict), Is.EqualTo(Bits(fromRuntime)), "Predict and ONNX Runtime differ.");
    }

    [Test]
    public async Task Python_AsTheQuickstartPrintsIt_Runs()
    {
        var printed = await PythonTools.RunAsync(_stubs.Path, _samples.Python);

        Assert.That(printed, Does.StartWith("prediction [206.11"));
    }

    [Test]
    public async Task Curl_AsTheQuickstartPrintsIt_GetsAnAnswer()
    {
        using var http = new HttpClient();
        foreach (var line in _samples.CurlLines)
        {
            var address = line.Split(' ')[2];
            var quoted = line.Split('\'');
            using var body = new StringContent(quoted[3], MediaTypeHeaderValue.Parse(quoted[1].Split(": ")[1]));

            using var answer = await http.PostAsync(new Uri(address), body);

            var text = await answer.Content.ReadAsStringAsync();
            Assert.That(answer.IsSuccessStatusCode, Is.True, $"{line}: {text}");
            Assert.That(text, Does.Contain("setosa"));
        }
    }

    [Test]
    public async Task Protos_AllOfThem_GenerateWithProtoc()
    {
        using var folder = new TempFolder();
        var files = Directory.EnumerateFiles(BuiltProgram.Protos, "*.proto", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(BuiltProgram.Protos, path)).ToList();

        await PythonTools.GenerateAsync(folder.Path, files);

        Assert.That(
            files.Select(file => folder.File(file.Replace(".proto", "_pb2.py", StringComparison.Ordinal))), Is.All.Exist);
    }

    private async Task<float[]> InferAsync(string model, SampleTable table, string output)
    {
        var columns = table.Columns.Select((name, i) => (name, table.Rows.Select(row => row[i]))).ToDictionary();
        var job = JsonSerializer.Serialize(new { model, address = _samples.Inference.Authority, columns });
        using var outputs = JsonDocument.Parse(await PythonTools.RunAsync(_stubs.Path, InferProgram, job));
        var content = Convert.FromHexString(outputs.RootElement.GetProperty(output).GetString()!);
        return MemoryMarshal.Cast<byte, float>(content).ToArray();
    }

    private async Task<float[]> PredictAsync(string model, SampleTable table)
    {
        using var channel = _samples.Connect("inference");
        var request = new PredictRequest { Model = model };
        foreach (var values in table.Rows)
        {
            var row = new Struct();
            for (var i = 0; i < values.Length; i++)
            {
                row.Fields[table.Columns[i]] = Value.ForNumber(values[i]);
            }

            request.Rows.Add(row);
        }

        var answer = await new PredictionServiceClient(channel.Invoker).PredictAsync(request);
        return [.. answer.Predictions.SelectMany(Numbers)];
    }

    private async Task<float[]> RunAsync(string model, SampleTable table, string output)
    {
        using var session = new InferenceSession(await DownloadAsync(_samples.ModelVersion(model)));
        var inputs = table.Columns.Select((name, i) => (
            Name: name,
            Value: OrtValue.CreateTensorValueFromMemory(
                table.Rows.Select(row => (float)row[i]).ToArray(), [table.Rows.Count, 1]))).ToList();
        using var options = new RunOptions();

        using var outputs = session.Run(
            options, [.. inputs.Select(input => input.Name)], [.. inputs.Select(input => input.Value)], [output]);

        inputs.ForEach(input => input.Value.Dispose());
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }

    private async Task<byte[]> DownloadAsync(string modelVersion)
    {
        using var channel = _samples.Connect("registry");
        var version = await new RegistryServiceClient(channel.Invoker).GetModelVersionAsync(
            new GetModelVersionRequest { Name = modelVersion });
        var file = version.Files.Single(file => file.Path == "model.onnx");
        using var content = new MemoryStream();
        await new BlobTransfer(channel).DownloadAsync(
            Sha256Digest.Parse(file.Sha256), file.SizeBytes, content, TestContext.CurrentContext.CancellationToken);
        return content.ToArray();
    }

    // A float goes through a double unchanged.
    private static IEnumerable<float> Numbers(Prediction prediction) =>
        prediction.OutcomeCase == Prediction.OutcomeOneofCase.Value
            ? [(float)prediction.Value]
            : prediction.ClassScores.Select(score => (float)score.Score);

    private static int[] Bits(float[] values) => [.. values.Select(BitConverter.SingleToInt32Bits)];
}
