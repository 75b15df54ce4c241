using System.Globalization;

namespace Maas.Cli.Quickstart;

/// <summary>How the served samples are called from elsewhere. Every line works as it is printed.</summary>
internal sealed class CallingGuide(Uri inference, Uri? inferenceHttp)
{
    /// <summary>Makes the stubs that <see cref="Python"/> imports, in the current folder.</summary>
    public const string PythonStubs =
        "python3 -m grpc_tools.protoc -I protos --python_out=. --grpc_python_out=. "
        + "inference/grpc_service.proto inference/model_config.proto";

    /// <summary>Calls the iris model over REST by named values; empty when nobody knows where REST is.</summary>
    public string CurlPredict => Curl(
        $"v1/models/{Sample.Iris.Id}:predict",
        $$"""{"rows": [{{{string.Join(", ", FirstRow(Sample.Iris).Select(value => $"\"{value.Name}\": {value.Text}"))}}}]}""");

    /// <summary>Calls the iris model over REST by tensors; empty when nobody knows where REST is.</summary>
    public string CurlInfer => Curl(
        $"v2/models/{Sample.Iris.Id}/infer",
        $$"""{"inputs": [{{string.Join(", ", FirstRow(Sample.Iris).Select(JsonTensor))}}]}""");

    /// <summary>Calls the iris model from this command line.</summary>
    public static string CommandLine =>
        $"maas predict {Sample.Iris.Id} {string.Join(' ', FirstRow(Sample.Iris).Select(value => $"{value.Name}={value.Text}"))}";

    /// <summary>Calls the diabetes model from Python, with raw tensors.</summary>
    public string Python => $$"""
        import grpc
        import numpy as np
        from inference import grpc_service_pb2 as oip, grpc_service_pb2_grpc as oip_grpc

        row = {{{string.Join(", ", FirstRow(Sample.Diabetes).Select(value => $"\"{value.Name}\": {value.Text}"))}}}
        request = oip.ModelInferRequest(model_name="{{Sample.Diabetes.Id}}")
        for name, value in row.items():
            request.inputs.add(name=name, datatype="FP32", shape=[1, 1])
            request.raw_input_contents.append(np.array([[value]], dtype="<f4").tobytes())
        with grpc.insecure_channel("{{inference.Authority}}") as channel:
            response = oip_grpc.GRPCInferenceServiceStub(channel).ModelInfer(request)
        print(response.outputs[0].name, np.frombuffer(response.raw_output_contents[0], dtype="<f4"))
        """;

    private static IEnumerable<(string Name, string Text)> FirstRow(Sample sample) => sample.Read().Rows[0].Fields
        .Select(field => (field.Key, field.Value.NumberValue.ToString("R", CultureInfo.InvariantCulture)));

    private string Curl(string path, string body) => inferenceHttp is null
        ? ""
        : $"curl -s {inferenceHttp}{path} -H 'content-type: application/json' -d '{body}'";

    private static string JsonTensor((string Name, string Text) value) =>
        $$"""{"name": "{{value.Name}}", "datatype": "FP32", "shape": [1, 1], "data": [{{value.Text}}]}""";
}
