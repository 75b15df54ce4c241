using System.CommandLine;
using System.Globalization;
using Maas.Cli.Connections;
using Maas.Cli.Datasets;
using Maas.Cli.Terminal;
using Maas.Contracts.Training.V1;

namespace Maas.Cli.Jobs;

/// <summary><c>maas train</c>: from a dataset to a registered version.</summary>
internal static class TrainCommand
{
    private static readonly Option<string> Dataset = new("--dataset")
    {
        Description = "Data: newest version ('iris'), or one version ('iris@2').", HelpName = "DATASET", Required = true,
    };

    private static readonly Option<string> Target = new("--target")
    {
        Description = "Column to predict.", HelpName = "COLUMN", Required = true,
    };

    private static readonly Option<string> Model = new("--model")
    {
        Description = "Model that gets the new version. Default: the dataset's id.", HelpName = "MODEL",
    };

    private static readonly Option<string> Alias = new("--alias")
    {
        Description = "Alias to move to the new version, e.g. production.", HelpName = "ALIAS",
    };

    private static readonly Option<string> Task = new("--task")
    {
        Description = "regression or classification. Default: by the target's kind.", HelpName = "TASK",
    };

    private static readonly Option<string> Algorithm = new("--algorithm")
    {
        Description = "linear-regression, logistic-regression or mlp. Default: by the task.", HelpName = "ALGORITHM",
    };

    private static readonly Option<string[]> Features = new("--feature")
    {
        Description = "Column to learn from. May be repeated. Default: all but the target.", HelpName = "COLUMN",
    };

    private static readonly Option<double?> TestRatio = new("--test-ratio")
    {
        Description = "Share of the rows kept for the test. Default: 0.2", HelpName = "RATIO",
    };

    private static readonly Option<double?> L2Penalty = new("--l2-penalty")
    {
        Description = "Linear models: weight of the L2 penalty.", HelpName = "WEIGHT",
    };

    private static readonly Option<string> HiddenUnits = new("--hidden-units")
    {
        Description = "mlp: units of each hidden layer, e.g. 64,32. Default: 64", HelpName = "N,N",
    };

    private static readonly Option<double?> LearningRate = new("--learning-rate")
    {
        Description = "mlp: step size. Default: 0.01", HelpName = "RATE",
    };

    private static readonly Option<int?> Epochs = new("--epochs")
    {
        Description = "mlp: passes over the data. Default: 100", HelpName = "N",
    };

    private static readonly Option<int?> BatchSize = new("--batch-size")
    {
        Description = "mlp: rows per step. Default: 32", HelpName = "N",
    };

    private static readonly Option<long> Seed = new("--seed") { Description = "Where all randomness comes from.", HelpName = "N" };

    private static readonly Option<bool> Wait = new("--wait")
    {
        Description = "Follow the job to its end. '--wait false' leaves as soon as it is accepted.",
        DefaultValueFactory = _ => true,
    };

    public static Command Create(CommandBinding binding) => binding.Bind(
        new Command("train", "Trains a model and registers it as a new version.")
        {
            Dataset, Target, Model, Alias, Task, Algorithm, Features, TestRatio, L2Penalty, HiddenUnits, LearningRate, Epochs,
            BatchSize, Seed, Wait,
        },
        async (session, cancellationToken) =>
        {
            var spec = await ReadAsync(session, cancellationToken);
            var training = session.Clients.Training;
            var job = await TrainingRun.StartAsync(training, spec, cancellationToken);
            if (session.Arguments.GetValue(Wait))
            {
                job = await session.Screen.TrackAsync(
                    TypedName.Short(spec.Model), bar => TrainingRun.FollowAsync(training, job, bar, cancellationToken));
            }

            session.Screen.Show(job, () => JobTables.Job(job));
        });

    private static async Task<TrainingSpec> ReadAsync(Session session, CancellationToken cancellationToken)
    {
        var arguments = session.Arguments;
        var version = await DatasetCommands.ResolveAsync(session, arguments.GetRequiredValue(Dataset), cancellationToken);
        var spec = new TrainingSpec
        {
            DatasetVersion = version,
            TargetColumn = arguments.GetRequiredValue(Target),
            Task = arguments.GetValue(Task) ?? "",
            Algorithm = arguments.GetValue(Algorithm) ?? "",
            Seed = arguments.GetValue(Seed),
            Model = TypedName.Model(arguments.GetValue(Model) ?? version.Split('/')[1]),
            Alias = arguments.GetValue(Alias) ?? "",
            Features = { (arguments.GetValue(Features) ?? []).Select(column => new FeatureSpec { Column = column }) },
            Hyperparameters = ReadHyperparameters(arguments),
        };
        if (arguments.GetValue(TestRatio) is { } ratio)
        {
            spec.Split = new SplitSpec { TestRatio = ratio };
        }

        return spec;
    }

    private static Hyperparameters ReadHyperparameters(ParseResult arguments)
    {
        var knobs = new Hyperparameters { HiddenUnits = { ReadUnits(arguments.GetValue(HiddenUnits)) } };
        if (arguments.GetValue(L2Penalty) is { } penalty)
        {
            knobs.L2Penalty = penalty;
        }

        if (arguments.GetValue(LearningRate) is { } rate)
        {
            knobs.LearningRate = rate;
        }

        if (arguments.GetValue(Epochs) is { } epochs)
        {
            knobs.EpochCount = epochs;
        }

        if (arguments.GetValue(BatchSize) is { } rows)
        {
            knobs.BatchSize = rows;
        }

        return knobs;
    }

    private static IEnumerable<int> ReadUnits(string? text) => text is null
        ? []
        : text.Split(',').Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var units)
            ? units
            : throw new CommandFailedException(
                ExitCode.Usage, "units-malformed", $"--hidden-units: expected whole numbers such as 64,32, got '{text}'."));
}
