using Maas.Training.Plans;
using Maas.Training.Storage;

namespace Maas.Training.Jobs;

/// <summary>Folders of jobs that are under way: one per attempt, so that two workers never share one. Thread-safe.</summary>
internal sealed class JobFiles(TrainingFolder folder)
{
    /// <summary>An empty folder for the attempt that begins.</summary>
    public JobFolder Create(Job job)
    {
        Delete(job);
        var files = Open(job);
        Directory.CreateDirectory(files.FullPath);
        return files;
    }

    /// <summary>The folder of the last attempt.</summary>
    public JobFolder Open(Job job) => new(Path.Combine(PathOf(job.Uid), $"{job.AttemptCount}"));

    /// <summary>Removes everything of a job.</summary>
    public void Delete(Job job)
    {
        var path = PathOf(job.Uid);
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }

    /// <summary>Removes the folders of all jobs but these.</summary>
    public void KeepOnly(IEnumerable<Job> jobs)
    {
        if (!Directory.Exists(folder.JobsPath))
        {
            return;
        }

        var kept = jobs.Select(job => PathOf(job.Uid)).ToHashSet(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateDirectories(folder.JobsPath).Where(path => !kept.Contains(path)))
        {
            Directory.Delete(path, recursive: true);
        }
    }

    private string PathOf(Guid uid) => Path.Combine(folder.JobsPath, $"{uid:N}");
}
