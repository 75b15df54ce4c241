using System.Runtime.InteropServices;
using Maas.Hosting.Configuration;

namespace Maas.AllInOne;

/// <summary>Runs the suite as a process: signals, the exit code, and the line that says it is ready.</summary>
internal static class SuiteProgram
{
    /// <summary>Begin of the line on standard output that tells a parent that every service answers.</summary>
    public const string ReadyLine = "Maas is ready:";

    /// <returns>0 after an orderly stop; 1 when it would not start, or a service ended by itself.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        if (args is ["--help" or "-h" or "-?", ..])
        {
            await System.Console.Out.WriteLineAsync(SuiteArguments.Usage);
            return 0;
        }

        using var stop = new CancellationTokenSource();
        using var terminate = OnSignal(PosixSignal.SIGTERM, stop);
        using var interrupt = OnSignal(PosixSignal.SIGINT, stop);
        try
        {
            return await RunAsync(SuiteArguments.Parse(args), stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 0;
        }
        catch (Exception exception) when (StartFailure.Describe(exception) is { } sentence)
        {
            await System.Console.Error.WriteLineAsync($"Maas does not start: {sentence}");
            return 1;
        }
    }

    private static async Task<int> RunAsync(SuiteArguments arguments, CancellationTokenSource stop)
    {
        await using var suite = await Suite.StartAsync(arguments, stop.Token);
        await System.Console.Out.WriteLineAsync($"{ReadyLine} {suite.Addresses}");
        var parent = arguments.EndsWithInput ? ReadToEndAsync(stop) : Task.CompletedTask;

        var failed = await suite.WaitAsync(stop.Token);
        if (failed is not null)
        {
            await System.Console.Error.WriteLineAsync($"Maas stops: the service {failed} ended by itself; its log says why.");
        }

        await stop.CancelAsync();
        await parent.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return failed is null ? 0 : 1;
    }

    // A parent that dies, however it dies, closes the pipe: nothing is left behind.
    private static async Task ReadToEndAsync(CancellationTokenSource stop)
    {
        await using var input = System.Console.OpenStandardInput();
        var buffer = new byte[256];
        try
        {
            while (await input.ReadAsync(buffer, stop.Token).AsTask().WaitAsync(stop.Token) > 0)
            {
            }
        }
        catch (IOException)
        {
            // A broken pipe is an end too.
        }

        await stop.CancelAsync();
    }

    private static PosixSignalRegistration OnSignal(PosixSignal signal, CancellationTokenSource stop) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            stop.Cancel();
        });
}
