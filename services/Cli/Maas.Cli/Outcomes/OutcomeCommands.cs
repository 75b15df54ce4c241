using System.CommandLine;
using System.Text;
using Maas.Cli.Connections;
using Maas.Cli.Terminal;

namespace Maas.Cli.Outcomes;

/// <summary><c>maas outcomes</c>: what came true of predictions.</summary>
internal static class OutcomeCommands
{
    private const string StandardInput = "-";

    public static Command Create(CommandBinding binding) => new("outcomes", "What came true of predictions.")
    {
        Record(binding),
    };

    private static Command Record(CommandBinding binding)
    {
        var monitor = new Argument<string>("MONITOR") { Description = "Id of the monitor: that of the deployment that predicted." };
        var file = new Argument<string>("FILE")
        {
            Description = "CSV with a header line and the columns prediction_id and truth, label or number; others are left alone. '-' reads standard input.",
        };
        var rejected = new Option<string>("--rejected")
        {
            Description = "CSV file for the rows that were refused, with the reason; it can be recorded again. Default: the first ones on standard error",
            HelpName = "FILE",
        };
        return binding.Bind(
            new Command("record", "Records what came true, of files of any length. Safe to repeat. Ends with 3 when rows were refused.")
            {
                monitor, file, rejected,
            },
            async (session, cancellationToken) =>
            {
                var arguments = session.Arguments;
                var path = arguments.GetRequiredValue(file);
                using var reader = Open(path);
                var outcomes = OutcomeFile.Open(reader, path);
                using var refused = RefusedRows.Open(session, arguments.GetValue(rejected), outcomes.TruthColumn);
                var recorder = new OutcomeRecorder(
                    session.Clients.Monitoring, TypedName.Monitor(arguments.GetRequiredValue(monitor)), refused);
                try
                {
                    await recorder.RunAsync(outcomes, cancellationToken);
                }
                finally
                {
                    // Also of a file that broke off: so far it is recorded.
                    session.Screen.ShowOwn(recorder.Totals, () => recorder.Totals.ToTable());
                }

                if (recorder.Totals.RefusedCount > 0)
                {
                    throw new CommandFailedException(
                        ExitCode.Refused, "rows-refused",
                        $"{recorder.Totals.RefusedCount} of {recorder.Totals.RowCount} rows were refused; {refused.Whereabouts}.");
                }
            });
    }

    private static TextReader Open(string path) =>
        path == StandardInput ? Console.In : new StreamReader(path, Encoding.UTF8);
}
