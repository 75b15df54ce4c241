using System.CommandLine;
using Maas.Cli.Connections;
using Maas.Cli.Suites;
using Maas.Cli.Terminal;
using Spectre.Console;

namespace Maas.Cli.Quickstart;

/// <summary><c>maas quickstart</c>: from nothing to two served and watched models.</summary>
internal static class QuickstartCommand
{
    public static Command Create(CommandBinding binding)
    {
        var options = new SuiteOptions();
        var exit = new Option<bool>("--exit") { Description = "End after the loop instead of staying up." };
        var command = new Command(
            "quickstart", "Starts the suite, trains, deploys and watches models of two real data sets, and stays up.")
        {
            exit,
        };
        options.AddTo(command);
        return binding.Bind(command, async (session, cancellationToken) =>
        {
            var stages = new Stages(session.Clock);
            await using var suite = await StartAsync(session, options, cancellationToken);
            stages.End("start");

            var loop = new QuickstartLoop(session, stages);
            var outcomes = await loop.RunAsync(cancellationToken);
            var guide = new CallingGuide(session.Clients.Addresses.Inference, session.Suite?.InferenceHttp);
            session.Screen.ShowOwn(
                new QuickstartSummary
                {
                    DataFolder = session.DataFolder,
                    Suite = session.Suite,
                    Models = outcomes,
                    FirstPredictionSeconds = loop.FirstPrediction.TotalSeconds,
                    Stages = stages.Done,
                    Python = guide.Python,
                    CurlPredict = guide.CurlPredict,
                    CurlInfer = guide.CurlInfer,
                },
                () => Times(stages));
            Explain(session, loop, guide);
            if (suite is not null && !session.Arguments.GetValue(exit))
            {
                session.Screen.Note("The suite stays up. Ctrl-C stops it; what it made is kept.");
                await suite.WaitAsync(cancellationToken);
            }
        });
    }

    // Null when a suite runs on the folder already: it is used, and left running.
    private static async Task<SuiteProcess?> StartAsync(
        Session session, SuiteOptions options, CancellationToken cancellationToken)
    {
        if (session.Suite is { } running)
        {
            session.Screen.Note($"Using the suite that runs on '{session.DataFolder}' (process {running.ProcessId}).");
            return null;
        }

        var arguments = options.ArgumentsOf(session.Arguments);
        session.Screen.Note($"Starting the suite on '{session.DataFolder}' …");
        var suite = await SuiteProcess.StartAsync(
            session.DataFolder, arguments, session.Clock, cancellationToken);
        session.Attach(suite.Description);
        session.Screen.Draw(SuiteTables.Addresses(suite.Description));
        return suite;
    }

    private static Table Times(Stages stages) => TextTable.Of(
        "", ["stage", ">time"],
        stages.Done.Select(stage => new[] { stage.Name, Figures.Seconds(TimeSpan.FromSeconds(stage.Seconds)) }));

    private static void Explain(Session session, QuickstartLoop loop, CallingGuide guide)
    {
        var screen = session.Screen;
        screen.Line($"First prediction {Figures.Seconds(loop.FirstPrediction)} after the start.");
        screen.Line();
        screen.Line("Call it from this command line:");
        screen.Line($"  {CallingGuide.CommandLine}");
        screen.Line();
        screen.Line("from a shell, over REST, by named values or by tensors (Open Inference Protocol v2):");
        screen.Line($"  {guide.CurlPredict}");
        screen.Line($"  {guide.CurlInfer}");
        screen.Line();
        screen.Line("from Python, over gRPC, in the folder of the repository:");
        screen.Line("  pip install grpcio-tools numpy");
        screen.Line($"  {CallingGuide.PythonStubs}");
        screen.Line("  python3 - <<'END'");
        screen.Line(guide.Python);
        screen.Line("END");
        screen.Line();
        if (session.Suite?.Console is { } console)
        {
            screen.Line($"Look at it in a browser: {console}");
            screen.Line();
        }
    }
}
