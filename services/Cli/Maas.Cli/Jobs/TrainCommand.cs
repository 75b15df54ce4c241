using System.CommandLine;
using Google.Protobuf;
using Maas.Cli.Connections;
using Maas.Cli.Deployments;
using Maas.Cli.Terminal;
using Maas.Contracts.Training.V1;

namespace Maas.Cli.Jobs;

/// <summary><c>maas train</c>: from a dataset to a registered version.</summary>
internal static class TrainCommand
{
    private static readonly TrainingData Data = new();

    private static readonly Option<string> Target = new("--target")
    {
        Description = "Column to predict. Not for clustering.", HelpName = "COLUMN",
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
        Description = "regression, classification, clustering or recommendation. Default: by the target's kind, or by the algorithm.", HelpName = "TASK",
    };

    private static readonly Option<string> Algorithm = new("--algorithm")
    {
        Description = "linear-regression, logistic-regression, mlp, cnn, rnn, gradient-boosting, k-means, matrix-factorisation, or auto, which tries several. Default: by the task.", HelpName = "ALGORITHM",
    };

    private static readonly Option<string[]> Features = new("--feature")
    {
        Description = "Column to learn from, and what is done to it: 'age' or 'age:imputation=median,outliers=iqr'. May be repeated. Default: all but the target.",
        HelpName = "COLUMN[:NAME=VALUE,…]",
    };

    private static readonly Option<string> Plan = new("--plan")
    {
        Description = "Without --feature: 'usual', or 'profile' to leave out and transform columns by the statistics of the data. Default: usual, with auto profile.",
        HelpName = "usual|profile",
    };

    private static readonly Option<double?> TestRatio = new("--test-ratio")
    {
        Description = "Share of the rows kept for the test. Default: 0.2", HelpName = "RATIO",
    };

    private static readonly Option<string[]> Split = new("--split")
    {
        Description = "How rows are divided: method=stratified, or method=time and column=COLUMN. May be repeated.", HelpName = "NAME=VALUE",
    };

    private static readonly Option<string[]> Settings = new("--set")
    {
        Description = "A hyperparameter, e.g. learning-rate=0.01 or hidden-units=64,32. May be repeated; a wrong name tells all.",
        HelpName = "NAME=VALUE",
    };

    private static readonly Option<string[]> Variants = new("--variant")
    {
        Description = "A smaller model to make as well, kept when it passes its gates: dynamic-int8, static-int8, fp16, or 'pruned:sparsity=0.8,max-metric-loss=0.01'. May be repeated.",
        HelpName = "KIND[:NAME=VALUE,…]",
    };

    private static readonly Option<string> SpecFile = new("--spec")
    {
        Description = "JSON file with a TrainingSpec to begin with; options go before what it says.", HelpName = "FILE",
    };

    private static readonly Option<int?> Patience = new("--patience")
    {
        Description = "End when so many epochs were no better on rows held back, and keep the best.", HelpName = "EPOCHS",
    };

    private static readonly Option<string> Device = new("--device")
    {
        Description = "cpu, gpu-preferred or gpu-required; networks and the solvers sgd and adam can use a GPU. Default: gpu-preferred", HelpName = "DEVICE",
    };

    private static readonly Option<bool> DryRun = new("--dry-run")
    {
        Description = "Check everything, show the spec as it would be run, and train nothing.",
    };

    private static readonly Option<long> Seed = new("--seed") { Description = "Where all randomness comes from.", HelpName = "N" };

    private static readonly Option<bool> Wait = new("--wait")
    {
        Description = "Follow the job to its end. '--wait false' leaves as soon as it is accepted.",
        DefaultValueFactory = _ => true,
    };

    private static readonly Option<bool> Deploy = new("--deploy")
    {
        Description = "Serve the new version under the model's name, and wait until it answers.",
    };

    public static Command Create(CommandBinding binding) => binding.Bind(
        WithData(new Command("train", "Trains a model, or searches for the best one, and registers it as a new version.")
        {
            Target, Model, Alias, Task, Algorithm, Features, Plan, TestRatio, Split, Patience, Settings, Variants, SpecFile, Seed, Device, DryRun, Wait, Deploy,
        }),
        async (session, cancellationToken) =>
        {
            var spec = await ReadAsync(session, cancellationToken);
            var training = session.Clients.Training;
            if (session.Arguments.GetValue(DryRun))
            {
                var planned = await TrainingRun.ValidateAsync(training, spec, cancellationToken);
                session.Screen.Show(planned.Spec, () => JobTables.Spec(planned.Spec));
                return;
            }

            var job = await TrainingRun.StartAsync(training, spec, cancellationToken);
            var deploys = session.Arguments.GetValue(Deploy);
            if (deploys || session.Arguments.GetValue(Wait))
            {
                job = await session.Screen.TrackAsync(
                    TypedName.Short(spec.Model), bar => TrainingRun.FollowAsync(training, job, bar, cancellationToken));
            }

            if (deploys)
            {
                await TrainedDeployment.ServeAsync(session, job, cancellationToken);
            }

            session.Screen.Show(job, () => JobTables.Job(job));
        });

    private static Command WithData(Command command)
    {
        Data.AddTo(command);
        foreach (var option in SearchOptions.All)
        {
            command.Options.Add(option);
        }

        return command;
    }

    private static async Task<TrainingSpec> ReadAsync(Session session, CancellationToken cancellationToken)
    {
        var arguments = session.Arguments;
        var spec = arguments.GetValue(SpecFile) is { } path ? await ReadFileAsync(path, cancellationToken) : new TrainingSpec();
        spec.DatasetVersion = await Data.ResolveAsync(session, cancellationToken);
        spec.TargetColumn = arguments.GetValue(Target) ?? spec.TargetColumn;
        spec.Task = arguments.GetValue(Task) ?? spec.Task;
        spec.Algorithm = arguments.GetValue(Algorithm) ?? spec.Algorithm;
        spec.Seed = arguments.GetResult(Seed) is { Implicit: false } ? arguments.GetValue(Seed) : spec.Seed;
        spec.Model = arguments.GetValue(Model) is { } model ? TypedName.Model(model)
            : spec.Model.Length > 0 ? spec.Model
            : TypedName.Model(spec.DatasetVersion.Split('/')[1]);
        spec.DevicePolicy = arguments.GetValue(Device) ?? spec.DevicePolicy;
        spec.FeaturePlan = arguments.GetValue(Plan) ?? spec.FeaturePlan;
        spec.Alias = arguments.GetValue(Alias) ?? spec.Alias;
        if (arguments.GetValue(Features) is { Length: > 0 } features)
        {
            spec.Features.Clear();
            spec.Features.Add(features.Select(ReadFeature));
        }

        if (arguments.GetValue(Variants) is { Length: > 0 } variants)
        {
            spec.Variants.Clear();
            spec.Variants.Add(variants.Select(ReadVariant));
        }

        spec.Hyperparameters ??= new Hyperparameters();
        foreach (var setting in arguments.GetValue(Settings) ?? [])
        {
            FieldText.Set(spec.Hyperparameters, setting, "--set");
        }

        spec.Split ??= new SplitSpec();
        foreach (var setting in arguments.GetValue(Split) ?? [])
        {
            FieldText.Set(spec.Split, setting, "--split");
        }

        if (arguments.GetValue(TestRatio) is { } ratio)
        {
            spec.Split.TestRatio = ratio;
        }

        if (arguments.GetValue(Patience) is { } patience)
        {
            spec.EarlyStopping ??= new EarlyStopping();
            spec.EarlyStopping.Patience = patience;
        }

        SearchOptions.Read(arguments, spec);
        return spec;
    }

    private static FeatureSpec ReadFeature(string text)
    {
        // A colon belongs to the name of the column when no setting follows it.
        var colon = text.LastIndexOf(':');
        if (colon < 0 || !text[colon..].Contains('='))
        {
            return new FeatureSpec { Column = text };
        }

        var feature = new FeatureSpec { Column = text[..colon] };
        foreach (var setting in text[(colon + 1)..].Split(','))
        {
            FieldText.Set(feature, setting, "--feature");
        }

        return feature;
    }

    private static VariantSpec ReadVariant(string text)
    {
        var parts = text.Split(':', 2);
        var variant = new VariantSpec { Kind = parts[0] };
        foreach (var setting in parts.Length == 2 ? parts[1].Split(',') : [])
        {
            FieldText.Set(variant, setting, "--variant");
        }

        return variant;
    }

    private static async Task<TrainingSpec> ReadFileAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return TrainingSpec.Parser.ParseJson(await File.ReadAllTextAsync(path, cancellationToken));
        }
        catch (Exception error) when (error is InvalidProtocolBufferException or InvalidJsonException or IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException(ExitCode.Usage, "spec-malformed", $"--spec: '{path}' is no TrainingSpec in JSON: {error.Message}");
        }
    }
}
