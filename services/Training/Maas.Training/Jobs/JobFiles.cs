using System.Globalization;
using Maas.Training.Plans;
using Maas.Training.Storage;

namespace Maas.Training.Jobs;

/// <summary>Folders of jobs that are under way: one per attempt, so that two workers never share one. Thread-safe.</summary>
internal sealed class JobFiles(TrainingFolder folder)
{
    /// <summary>A folder for the attempt that begins, empty but for the checkpoint that the last one left.</summary>
    public JobFolder Create(Job job)
    {
        var files = Open(job);
        var attempts = PathOf(job.Uid);
        Directory.CreateDirectory(files.FullPath);
        // The last one's is moved last.
        foreach (var path in Directory.EnumerateDirectories(attempts).Where(path => path != files.FullPath).OrderBy(NumberOf).ToList())
        {
            var checkpoint = Path.Combine(path, JobFolder.CheckpointName);
            if (File.Exists(checkpoint))
            {
                File.Move(checkpoint, files.CheckpointPath, overwrite: true);
            }

            folder.TryDelete(path);
        }

        if (job.Trial?.Winner is { } winner)
        {
            CopyCheckpoint(winner, files);
        }

        return files;
    }

    /// <summary>The folder of the last attempt.</summary>
    public JobFolder Open(Job job) => new(Path.Combine(PathOf(job.Uid), $"{job.AttemptCount}"));

    /// <summary>Gives what a trial left to its search, as what its own attempt left.</summary>
    public void Adopt(Job search, Job trial)
    {
        var (own, from) = (Open(search).FullPath, Open(trial).FullPath);
        if (Directory.Exists(own))
        {
            Directory.Delete(own, recursive: true);
        }

        Directory.CreateDirectory(PathOf(search.Uid));
        Directory.Move(from, own);
    }

    /// <summary>Removes everything of a job. Others may be at it too, or a worker that dies may still write: what is left then goes at the next start.</summary>
    public void Delete(Job job)
    {
        folder.TryDelete(PathOf(job.Uid));
    }

    /// <summary>Folders of jobs there are.</summary>
    public IReadOnlyList<string> List() =>
        Directory.Exists(folder.JobsPath) ? [.. Directory.EnumerateDirectories(folder.JobsPath)] : [];

    /// <summary>Removes those of the folders that belong to none of the jobs.</summary>
    /// <param name="paths">Listed before the jobs were: what another service began since is not among them.</param>
    /// <param name="jobs">All that are unfinished.</param>
    public void KeepOnly(IEnumerable<string> paths, IEnumerable<Job> jobs)
    {
        var kept = jobs.Select(job => PathOf(job.Uid)).ToHashSet(StringComparer.Ordinal);
        foreach (var path in paths.Where(path => !kept.Contains(path)))
        {
            folder.TryDelete(path);
        }
    }

    // Anew for every attempt, so that one that was cut off in the middle does not matter. Where there is none, the worker learns it all.
    private void CopyCheckpoint(TrainedAttempt from, JobFolder to)
    {
        var kept = new JobFolder(Path.Combine(PathOf(from.Uid), $"{from.Number}")).CheckpointPath;
        if (File.Exists(kept))
        {
            File.Copy(kept, to.CheckpointPath, overwrite: true);
        }
    }

    private static int NumberOf(string attempt) => int.TryParse(Path.GetFileName(attempt), CultureInfo.InvariantCulture, out var number) ? number : 0;

    private string PathOf(Guid uid) => Path.Combine(folder.JobsPath, $"{uid:N}");
}
