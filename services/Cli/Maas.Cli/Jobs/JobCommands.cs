using System.CommandLine;
using Maas.Cli.Connections;
using Maas.Cli.Terminal;
using Maas.Contracts.Training.V1;

namespace Maas.Cli.Jobs;

/// <summary><c>maas jobs</c>: training under way and done.</summary>
internal static class JobCommands
{
    public static Command Create(CommandBinding binding) => new("jobs", "Training jobs.")
    {
        List(binding),
        Get(binding),
        Watch(binding),
        Trials(binding),
        Cancel(binding),
    };

    private static Argument<string> Job() => new("JOB") { Description = "Id or name of the job." };

    private static Command List(CommandBinding binding)
    {
        var limit = new Option<int>("--limit") { Description = "Most jobs to show.", DefaultValueFactory = _ => 50 };
        return binding.Bind(
            new Command("list", "Lists jobs, newest first.") { limit },
            async (session, cancellationToken) =>
            {
                var jobs = await AllPages.ReadAsync<TrainingJob>(
                    async token =>
                    {
                        var page = await session.Clients.Training.ListTrainingJobsAsync(
                            new ListTrainingJobsRequest { PageSize = AllPages.PageSize, PageToken = token },
                            cancellationToken: cancellationToken);
                        return (page.TrainingJobs, page.NextPageToken);
                    },
                    session.Arguments.GetValue(limit));
                session.Screen.ShowList("trainingJobs", jobs, () => JobTables.List(jobs));
            });
    }

    private static Command Get(CommandBinding binding)
    {
        var id = Job();
        return binding.Bind(
            new Command("get", "Shows one job.") { id },
            async (session, cancellationToken) =>
            {
                var job = await GetAsync(session, session.Arguments.GetRequiredValue(id), cancellationToken);
                session.Screen.Show(job, () => JobTables.Job(job));
            });
    }

    private static Command Watch(CommandBinding binding)
    {
        var id = Job();
        return binding.Bind(
            new Command("watch", "Follows one job to its end.") { id },
            async (session, cancellationToken) =>
            {
                var job = await GetAsync(session, session.Arguments.GetRequiredValue(id), cancellationToken);
                job = await session.Screen.TrackAsync(TypedName.Id(job.Name), bar =>
                    TrainingRun.FollowAsync(session.Clients.Training, job, bar, cancellationToken));
                session.Screen.Show(job, () => JobTables.Job(job));
            });
    }

    private static Command Trials(CommandBinding binding)
    {
        var id = Job();
        return binding.Bind(
            new Command("trials", "Lists the trials of a search.") { id },
            async (session, cancellationToken) =>
            {
                var parent = TypedName.TrainingJob(session.Arguments.GetRequiredValue(id));
                var trials = await AllPages.ReadAsync<Trial>(
                    async token =>
                    {
                        var page = await session.Clients.Training.ListTrialsAsync(
                            new ListTrialsRequest { Parent = parent, PageSize = AllPages.PageSize, PageToken = token },
                            cancellationToken: cancellationToken);
                        return (page.Trials, page.NextPageToken);
                    },
                    int.MaxValue);
                session.Screen.ShowList("trials", trials, () => TrialTables.List(trials));
            });
    }

    private static Command Cancel(CommandBinding binding)
    {
        var id = Job();
        return binding.Bind(
            new Command("cancel", "Asks a job to stop.") { id },
            async (session, cancellationToken) =>
            {
                var job = await session.Clients.Training.CancelTrainingJobAsync(
                    new CancelTrainingJobRequest
                    {
                        Name = TypedName.TrainingJob(session.Arguments.GetRequiredValue(id)),
                        RequestId = Guid.NewGuid().ToString(),
                    },
                    cancellationToken: cancellationToken);
                session.Screen.Show(job, () => JobTables.Job(job));
            });
    }

    private static async Task<TrainingJob> GetAsync(Session session, string id, CancellationToken cancellationToken) =>
        await session.Clients.Training.GetTrainingJobAsync(
            new GetTrainingJobRequest { Name = TypedName.TrainingJob(id) }, cancellationToken: cancellationToken);
}
