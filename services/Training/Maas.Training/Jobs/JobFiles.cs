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

    /// <summary>The folder of the last attempt; of a search that is trained, that of its winner.</summary>
    public JobFolder Open(Job job) => Open(job.Adopted ?? new TrainedAttempt(job.Uid, job.AttemptCount));

    /// <summary>Removes everything of a job. Others may be at it too, or a worker that dies may still write: what is left then goes at the next start.</summary>
    public void Delete(Job job)
    {
        foreach (var uid in UidsOf(job))
        {
            folder.TryDelete(PathOf(uid));
        }
    }

    /// <summary>Folders of jobs there are.</summary>
    public IReadOnlyList<string> List() =>
        Directory.Exists(folder.JobsPath) ? [.. Directory.EnumerateDirectories(folder.JobsPath)] : [];

    /// <summary>Removes those of the folders that belong to none of the jobs.</summary>
    /// <param name="paths">Listed before the jobs were: what another service began since is not among them.</param>
    /// <param name="jobs">All that are unfinished.</param>
    public void KeepOnly(IEnumerable<string> paths, IEnumerable<Job> jobs)
    {
        var kept = jobs.SelectMany(UidsOf).Select(PathOf).ToHashSet(StringComparer.Ordinal);
        foreach (var path in paths.Where(path => !kept.Contains(path)))
        {
            folder.TryDelete(path);
        }
    }

    // Anew for every attempt, so that one that was cut off in the middle does not matter. Where there is none, the worker learns it all.
    private void CopyCheckpoint(TrainedAttempt from, JobFolder to)
    {
        var kept = Open(from).CheckpointPath;
        if (File.Exists(kept))
        {
            File.Copy(kept, to.CheckpointPath, overwrite: true);
        }
    }

    private JobFolder Open(TrainedAttempt attempt) => new(Path.Combine(PathOf(attempt.Uid), $"{attempt.Number}"));

    private static IEnumerable<Guid> UidsOf(Job job) => job.Adopted is { } adopted ? [job.Uid, adopted.Uid] : [job.Uid];

    private static int NumberOf(string attempt) => int.TryParse(Path.GetFileName(attempt), CultureInfo.InvariantCulture, out var number) ? number : 0;

    private string PathOf(Guid uid) => Path.Combine(folder.JobsPath, $"{uid:N}");
}
