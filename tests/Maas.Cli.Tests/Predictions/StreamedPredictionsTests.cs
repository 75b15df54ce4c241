using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Maas.Cli.Predictions;
using Maas.Cli.Terminal;
using Maas.Contracts.Inference.V1;
using RpcStatus = Google.Rpc.Status;

namespace Maas.Cli.Tests.Predictions;

[CancelAfter(30_000)]
internal sealed class StreamedPredictionsTests
{
    [Test]
    public async Task Run_NumbersRowsAndShowsEachAnswer(CancellationToken cancellationToken)
    {
        var service = new FakePredictions(Double);

        var output = await RunAsync(service, OutputFormat.Table, Rows(1, 2, 3), cancellationToken);

        Assert.That(output.Select(line => line.Trim()), Is.EqualTo(new[] { "0  2", "1  4", "2  6" }));
        Assert.That(
            service.Requests.Select(request => (request.Model, request.ModelVersion, request.RowId)),
            Is.EqualTo(new[] { ("churn", "7", "0"), ("churn", "7", "1"), ("churn", "7", "2") }));
    }

    [Test]
    public async Task Run_WithAFailedRow_ShowsTheOthersAndFails(CancellationToken cancellationToken)
    {
        var output = new StringWriter();

        var failure = await Assert.ThrowsAsync<CommandFailedException>(() => RunAsync(
            new FakePredictions(request => request.RowId == "1" ? Refusal(request) : Double(request)), OutputFormat.Json, Rows(1, 2, 3),
            output, cancellationToken));

        var lines = Lines(output).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.That(lines.Select(line => line.GetProperty("rowId").GetString()), Is.EqualTo(new[] { "0", "1", "2" }));
        Assert.That(
            lines[1].GetProperty("error").GetProperty("details")[0].GetProperty("reason").GetString(), Is.EqualTo("ROW_INVALID"));
        Assert.That((failure!.ExitCode, failure.Message), Is.EqualTo((ExitCode.Refused, "1 of 3 rows failed; their lines say why.")));
    }

    [Test]
    public async Task Run_OfAFileThatBreaksOff_SaysWhere(CancellationToken cancellationToken)
    {
        var failure = await Assert.ThrowsAsync<CommandFailedException>(() => RunAsync(
            new FakePredictions(Double), OutputFormat.Table,
            Rows(1).Concat(Enumerable.Range(0, 1).Select<int, Struct>(_ => throw new CommandFailedException(ExitCode.Usage, "rows-malformed", "line 2"))),
            cancellationToken));

        Assert.That(failure!.Reason, Is.EqualTo("rows-malformed"));
    }

    [Test]
    public async Task Run_OfAStreamThatTheServiceEnds_FailsAsTheServiceSays(CancellationToken cancellationToken)
    {
        var failure = await Assert.ThrowsAsync<RpcException>(() => RunAsync(
            new FakePredictions(_ => throw new RpcException(new(StatusCode.NotFound, "No model."))), OutputFormat.Table, Rows(1, 2),
            cancellationToken));

        Assert.That(failure!.StatusCode, Is.EqualTo(StatusCode.NotFound));
    }

    private static async Task<string[]> RunAsync(
        FakePredictions service, OutputFormat format, IEnumerable<Struct> rows, CancellationToken cancellationToken)
    {
        var output = new StringWriter();
        await RunAsync(service, format, rows, output, cancellationToken);
        return Lines(output);
    }

    private static Task RunAsync(
        FakePredictions service, OutputFormat format, IEnumerable<Struct> rows, StringWriter output, CancellationToken cancellationToken) =>
        new StreamedPredictions(new PredictionService.PredictionServiceClient(service), new Screen(format, output, TextWriter.Null))
            .RunAsync("churn", "7", rows, cancellationToken);

    private static string[] Lines(StringWriter output) => output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);

    private static IEnumerable<Struct> Rows(params double[] values) =>
        values.Select(value => new Struct { Fields = { ["x"] = Value.ForNumber(value) } });

    private static PredictStreamResponse Double(PredictStreamRequest request) => new()
    {
        RowId = request.RowId,
        Prediction = new Prediction { Value = 2 * request.Row.Fields["x"].NumberValue },
    };

    private static PredictStreamResponse Refusal(PredictStreamRequest request) => new()
    {
        RowId = request.RowId,
        Error = new RpcStatus
        {
            Code = (int)Code.InvalidArgument, Message = "Row 1.", Details = { Any.Pack(new ErrorInfo { Reason = "ROW_INVALID" }) },
        },
    };
}
