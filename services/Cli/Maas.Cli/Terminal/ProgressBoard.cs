using Spectre.Console;

namespace Maas.Cli.Terminal;

/// <summary>Bars on a terminal; nothing where nobody looks.</summary>
internal static class ProgressBoard
{
    extension(Screen screen)
    {
        /// <summary>Runs work with one bar per title.</summary>
        public async Task<T> TrackAsync<T>(IReadOnlyList<string> titles, Func<IReadOnlyList<ProgressBar>, Task<T>> work)
        {
            if (!screen.IsForPeople || !screen.Notes.Profile.Capabilities.Interactive
                || !screen.Notes.Profile.Out.IsTerminal)
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
