using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Maas.Cli.Terminal;
using Maas.Contracts.Inference.V1;
using static Maas.Contracts.Inference.V1.PredictionService;

namespace Maas.Cli.Predictions;

/// <summary>Predicts rows by stream: any number of them, read as fast as answers come. Not thread-safe.</summary>
internal sealed class StreamedPredictions(PredictionServiceClient client, Screen screen)
{
    /// <summary>Shows each answer as it comes.</summary>
    /// <param name="model">Deployment or model.</param>
    /// <param name="version">Number; empty for what is routed to.</param>
    /// <param name="rows">Read one after the other; their ids count from 0, as errors do.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="CommandFailedException">A row cannot be read; or some rows failed, when all were answered.</exception>
    public async Task RunAsync(string model, string version, IEnumerable<Struct> rows, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var call = client.PredictStream(cancellationToken: stop.Token);
        var sending = SendAsync(call.RequestStream, model, version, rows, stop);
        var (count, failed) = (0, 0);
        try
        {
            await foreach (var answer in call.ResponseStream.ReadAllAsync(cancellationToken))
            {
                count++;
                failed += answer.Error is null ? 0 : 1;
                screen.ShowLine(answer, () => $"{answer.RowId,8}  {Outcome(answer)}");
            }
        }
        catch (RpcException) when (stop.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // The call was given up because a row could not be read, which is told below.
        }
        finally
        {
            await stop.CancelAsync();
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await sending;
        if (failed > 0)
        {
            throw new CommandFailedException(ExitCode.Refused, "rows-failed", $"{failed} of {count} rows failed; their lines say why.");
        }
    }

    private static async Task SendAsync(
        IClientStreamWriter<PredictStreamRequest> requests, string model, string version, IEnumerable<Struct> rows, CancellationTokenSource stop)
    {
        try
        {
            var number = 0;
            foreach (var row in rows)
            {
                await requests.WriteAsync(
                    new PredictStreamRequest { Model = model, ModelVersion = version, RowId = Figures.Count(number++), Row = row }, stop.Token);
            }

            await requests.CompleteAsync();
        }
        catch (Exception error) when (error is not (RpcException or OperationCanceledException))
        {
            // A row cannot be read: the service would wait for it for ever.
            await stop.CancelAsync();
            throw;
        }
    }

    private static string Outcome(PredictStreamResponse answer) => answer.Error?.Message ?? answer.Prediction switch
    {
        { OutcomeCase: Prediction.OutcomeOneofCase.Label, HasScore: true } prediction =>
            $"{prediction.Label}  p={Figures.Number(prediction.Score)}",
        { OutcomeCase: Prediction.OutcomeOneofCase.Label } prediction => prediction.Label,
        var prediction => Figures.Number(prediction.Value),
    };
}
