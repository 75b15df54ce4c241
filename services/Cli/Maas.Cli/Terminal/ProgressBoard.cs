using Spectre.Console;

namespace Maas.Cli.Terminal;

/// <summary>Bars on a terminal; nothing where nobody looks.</summary>
internal static class ProgressBoard
{
    extension(Screen screen)
    {
        /// <summary>Whether anybody sees a bar.</summary>
        private bool HasViewer => screen.IsForPeople && screen.Notes.Profile.Capabilities.Interactive
            && screen.Notes.Profile.Out.IsTerminal;

        /// <summary>Runs work with one bar per title.</summary>
        public async Task<T> TrackAsync<T>(IReadOnlyList<string> titles, Func<IReadOnlyList<ProgressBar>, Task<T>> work)
        {
            if (!screen.HasViewer)
            {
                return await work([.. titles.Select(title => new ProgressBar(task: null, title))]);
            }

            return await screen.Notes.Progress()
                .Columns(
                    new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(),
                    new ElapsedTimeColumn())
                .StartAsync(context => work(
                    [.. titles.Select(title => new ProgressBar(context.AddTask(Markup.Escape(title)), title))]));
        }

        /// <summary>Runs work with one bar.</summary>
        public Task<T> TrackAsync<T>(string title, Func<ProgressBar, Task<T>> work) =>
            screen.TrackAsync([title], bars => work(bars[0]));

        /// <summary>Moves bytes with one bar that shows how many, how fast and for how long still.</summary>
        public async Task TrackBytesAsync(string title, long sizeBytes, Func<IProgress<long>, Task> work)
        {
            if (!screen.HasViewer)
            {
                await work(new ByteBar(task: null));
                return;
            }

            await screen.Notes.Progress()
                .Columns(
                    new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(),
                    new DownloadedColumn(), new TransferSpeedColumn(),
                    new RemainingTimeColumn())
                .StartAsync(context => work(new ByteBar(context.AddTask(Markup.Escape(title), maxValue: Math.Max(1, sizeBytes)))));
        }
    }
}

/// <summary>One bar. May be reported to from any thread.</summary>
internal sealed class ProgressBar(ProgressTask? task, string title) : IProgress<double>
{
    /// <summary>Shows how far it is.</summary>
    /// <param name="value">Done share in [0, 1].</param>
    public void Report(double value)
    {
        if (task is not null)
        {
            task.Value = 100 * value;
        }
    }

    /// <summary>Shows how far it is, and what is done now.</summary>
    public void Report(double ratio, string activity)
    {
        Report(ratio);
        if (task is not null)
        {
            task.Description = Markup.Escape(activity.Length == 0 ? title : $"{title}: {activity}");
        }
    }
}

/// <summary>A bar of bytes. May be reported to from any thread; never moves back.</summary>
internal sealed class ByteBar(ProgressTask? task) : IProgress<long>
{
    private readonly Lock _writers = new();

    /// <summary>Shows how far it is.</summary>
    /// <param name="value">Bytes done.</param>
    public void Report(long value)
    {
        lock (_writers)
        {
            if (task is not null && value > task.Value)
            {
                task.Value = value;
            }
        }
    }
}
