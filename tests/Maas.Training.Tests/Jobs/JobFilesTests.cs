using Maas.Testing;
using Maas.Training.Jobs;
using Maas.Training.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Maas.Training.Tests.Jobs;

/// <summary>Folders of attempts.</summary>
internal sealed class JobFilesTests
{
    [Test]
    public void Attempt_GoesOnFromTheCheckpointOfTheLastOne()
    {
        using var folder = new TempFolder();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Maas:DataPath"] = folder.Path }).Build();
        var files = new JobFiles(new TrainingFolder(configuration, NullLogger<TrainingFolder>.Instance));
        var job = new Job
        {
            Id = "job", Uid = Guid.NewGuid(), AttemptCount = 11, CreateTime = DateTimeOffset.UnixEpoch,
            Spec = new JobSpec { DatasetId = "data", DatasetNumber = 1, TargetColumn = "y", Model = "models/m" },
        };
        foreach (var attempt in (int[])[10, 9, 2])
        {
            var path = files.Open(job with { AttemptCount = attempt }).CheckpointPath;
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, $"of {attempt}");
        }

        var made = files.Create(job);

        Assert.That(File.ReadAllText(made.CheckpointPath), Is.EqualTo("of 10"));
        Assert.That(Directory.EnumerateDirectories(Path.GetDirectoryName(made.FullPath)!), Is.EqualTo([made.FullPath]));
    }
}
