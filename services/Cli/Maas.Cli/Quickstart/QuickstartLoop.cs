using Maas.Cli.Connections;
using Maas.Cli.Datasets;
using Maas.Cli.Deployments;
using Maas.Cli.Jobs;
using Maas.Cli.Aliases;
using Maas.Cli.Monitors;
using Maas.Cli.Predictions;
using Maas.Cli.Terminal;
using Maas.Contracts.Inference.V1;
using Maas.Contracts.Monitoring.V1;
using Maas.Contracts.Registry.V1;
using Maas.Contracts.Training.V1;
using Maas.Errors;
using Spectre.Console;

namespace Maas.Cli.Quickstart;

/// <summary>The whole loop on the bundled data: data, train, register, deploy, serve, watch. One run.</summary>
internal sealed class QuickstartLoop(Session session, Stages stages)
{
    private const string Alias = "production";
    private const int ShownRows = 5;

    private static readonly Sample[] Samples = [Sample.Diabetes, Sample.Iris, Sample.DiabetesNetwork];
    private static readonly string[] Data = [.. Samples.Select(sample => sample.Data).Distinct()];
    private static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan MonitorLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan MonitorPause = TimeSpan.FromMilliseconds(200);

    private readonly Screen _screen = session.Screen;
    private readonly ServiceClients _clients = session.Clients;

    /// <summary>Time from the start of the process to the first prediction.</summary>
    public TimeSpan FirstPrediction { get; private set; }

    /// <summary>Runs it; running it again on the same data is harmless.</summary>
    public async Task<IReadOnlyList<SampleOutcome>> RunAsync(CancellationToken cancellationToken)
    {
        var data = await ImportAsync(cancellationToken);
        var jobs = await TrainAsync(data, cancellationToken);
        await ReleaseAsync(jobs, cancellationToken);
        var deployments = await DeployAsync(cancellationToken);
        var shown = await PredictAsync(cancellationToken);
        var windows = await MonitorAsync(jobs, cancellationToken);
        return [.. Samples.Select((_, i) => Outcome(i, jobs[i], deployments[i], shown[i], windows[i]))];
    }

    private async Task<Dictionary<string, string>> ImportAsync(CancellationToken cancellationToken)
    {
        Title("Data: import and profile");
        var names = await _screen.TrackAsync<string[]>([.. Data.Select(data => $"{data}.csv")], async bars =>
            await Task.WhenAll(Data.Select(async (data, i) =>
            {
                var header = new ImportDatasetRequest.Types.Header { DatasetId = data };
                var version = await DatasetImport.RunAsync(
                    _clients.Training, header, Sample.PathOf(data), bars[i], cancellationToken);
                return version.Name;
            })));
        var profiles = await Task.WhenAll(names.Select(async name => await _clients.Training.ProfileDatasetAsync(
            new ProfileDatasetRequest { Name = name }, cancellationToken: cancellationToken)));
        foreach (var profile in profiles)
        {
            _screen.Draw(DatasetTables.Profile(profile));
        }

        End("import");
        return Data.Zip(names).ToDictionary();
    }

    private async Task<TrainingJob[]> TrainAsync(Dictionary<string, string> versions, CancellationToken cancellationToken)
    {
        Title("Train: least squares, logistic regression and a neural network, each one ONNX graph");
        var jobs = await _screen.TrackAsync<TrainingJob[]>([.. Samples.Select(sample => sample.Id)], async bars =>
            await Task.WhenAll(Samples.Select(async (sample, i) =>
            {
                var spec = sample.Spec(versions[sample.Data]);
                var job = await TrainingRun.StartAsync(_clients.Training, spec, cancellationToken);
                return await TrainingRun.FollowAsync(_clients.Training, job, bars[i], cancellationToken);
            })));
        foreach (var job in jobs)
        {
            _screen.Draw(JobTables.Job(job));
        }

        End("train");
        return jobs;
    }

    private async Task ReleaseAsync(TrainingJob[] jobs, CancellationToken cancellationToken)
    {
        Title($"Register: the alias '{Alias}' moves to the new versions");
        var aliases = await Task.WhenAll(jobs.Select(async job => await _clients.Registry.SetAliasAsync(
            new SetAliasRequest
            {
                Alias = new Alias { Name = $"{job.Spec.Model}/aliases/{QuickstartLoop.Alias}", ModelVersion = job.Result.ModelVersion },
                RequestId = Guid.NewGuid().ToString(),
            },
            cancellationToken: cancellationToken)));
        _screen.Draw(AliasTables.List(aliases));
        End("register");
    }

    private async Task<Deployment[]> DeployAsync(CancellationToken cancellationToken)
    {
        Title("Deploy: a replica loads, replays the golden examples and is ready");
        var deployments = await Task.WhenAll(Samples.Select(async sample =>
        {
            var model = $"models/{sample.Id}";
            var desired = DeployCommand.Desired($"deployments/{sample.Id}", model, $"{model}/aliases/{Alias}");
            await Rollout.ApplyAsync(_clients.Registry, desired, cancellationToken);
            return await Rollout.WaitAsync(_clients.Registry, desired.Name, ReadyLimit, session.Clock, cancellationToken);
        }));
        _screen.Draw(DeploymentTables.List(deployments));
        End("deploy");
        return deployments;
    }

    private async Task<(PredictResponse Response, SampleRows Rows)[]> PredictAsync(CancellationToken cancellationToken)
    {
        Title("Serve: named values in, numbers and labels out");
        var shown = new (PredictResponse Response, SampleRows Rows)[Samples.Length];
        for (var i = 0; i < Samples.Length; i++)
        {
            var rows = Samples[i].Read();
            var few = rows.Pick(ShownRows);
            shown[i] = (await PredictAsync(Samples[i].Id, few, cancellationToken), few);
            FirstPrediction = FirstPrediction == TimeSpan.Zero ? stages.Total : FirstPrediction;
            _screen.Draw(PredictionTables.Of(shown[i].Response, few.Actual));

            // All rows once, so that the monitor has something to compare with the training data.
            await PredictAsync(Samples[i].Id, rows, cancellationToken);
        }

        End("predict");
        return shown;
    }

    private Task<PredictResponse> PredictAsync(string model, SampleRows rows, CancellationToken cancellationToken) =>
        PredictCommand.PredictAsync(session, model, "", rows.Rows, cancellationToken);

    private async Task<MetricsWindow[]> MonitorAsync(TrainingJob[] jobs, CancellationToken cancellationToken)
    {
        Title("Watch: what Inference counted, against the data of the training");
        var windows = await Task.WhenAll(jobs.Select((job, i) => CountsAsync(Samples[i], job.Result, cancellationToken)));
        for (var i = 0; i < Samples.Length; i++)
        {
            _screen.Draw(MonitorTables.Of($"monitors/{Samples[i].Id}", [windows[i]]));
        }

        End("monitor");
        return windows;
    }

    // Inference hands its counts over now and then, and Monitoring fetches the baseline when it first hears of a
    // version: both are waited for.
    private async Task<MetricsWindow> CountsAsync(Sample sample, TrainingResult result, CancellationToken cancellationToken)
    {
        var rows = ShownRows + result.TrainRowCount + result.TestRowCount;
        var start = session.Clock.GetTimestamp();
        while (true)
        {
            var window = await WindowAsync(sample, result.ModelVersion, cancellationToken);
            if (window?.RowCount >= rows && window.SampleCount >= rows && window.FeatureDrifts.Count > 0)
            {
                return window;
            }

            if (session.Clock.GetElapsedTime(start) > MonitorLimit)
            {
                throw new CommandFailedException(
                    ExitCode.Unavailable, "counts-missing",
                    $"After {Figures.Seconds(MonitorLimit)} Monitoring has {window?.RowCount ?? 0} of {rows} rows and the drift of {window?.FeatureDrifts.Count ?? 0} features of '{result.ModelVersion}'.");
            }

            await Task.Delay(MonitorPause, session.Clock, cancellationToken);
        }
    }

    private async Task<MetricsWindow?> WindowAsync(Sample sample, string version, CancellationToken cancellationToken)
    {
        try
        {
            var metrics = await MonitorCommand.QueryAsync(
                session, $"monitors/{sample.Id}", TimeSpan.FromMinutes(10), cancellationToken);
            return metrics.Windows.FirstOrDefault(window => window.ModelVersion == version);
        }
        catch (MaasException exception) when (exception.Code == MaasErrorCode.NotFound)
        {
            // The monitor is made by the first batch.
            return null;
        }
    }

    private static SampleOutcome Outcome(
        int index, TrainingJob job, Deployment deployment, (PredictResponse Response, SampleRows Rows) shown, MetricsWindow window) =>
        new()
        {
            Id = Samples[index].Id,
            DatasetVersion = job.Spec.DatasetVersion,
            ModelVersion = job.Result.ModelVersion,
            Metrics = new SortedDictionary<string, double>(job.Result.Metrics, StringComparer.Ordinal),
            ParityError = job.Result.ParityError,
            Device = deployment.ReplicaStatuses.First(status => status.ModelVersion == job.Result.ModelVersion).Device,
            Predictions = [.. shown.Response.Predictions.Select(PredictionTables.ValueOf)],
            Actual = shown.Rows.Actual,
            RequestCount = window.RequestCount,
            RowCount = window.RowCount,
            Drift = window.FeatureDrifts.ToDictionary(
                drift => drift.Feature, drift => drift.Distances.FirstOrDefault(distance => distance.Recipe == "psi.counts")?.Value ?? 0),
        };

    private void Title(string text) => _screen.Draw(new Rule(Markup.Escape(text)).LeftJustified());

    private void End(string stage) => _screen.Line($"  {stage}: {Figures.Seconds(TimeSpan.FromSeconds(stages.End(stage).Seconds))}");
}
