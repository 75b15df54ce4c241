using Maas.Inference.Batching;
using Maas.Testing.Onnx;
using static Maas.Contracts.Onnx.TensorProto.Types;

namespace Maas.Inference.Tests.Batching;

internal sealed class JobQueueTests
{
    [Test]
    public void Take_GivesLowerPriorityNumbersThenEarlierDeadlinesThenEarlierArrivals()
    {
        using var world = new SchedulerWorld(OnnxModels.Linear([3], 1));
        var (last, third, second, first) = (world.Job(1), world.Job(2), world.Job(3), world.Job(4));
        second.Deadline = third.Deadline = world.In(TimeSpan.FromHours(1));
        third.Deadline++;
        first.Priority = 1;
        var queue = new JobQueue();
        foreach (var job in new[] { last, third, second, first })
        {
            queue.Add(job);
        }

        var taken = Enumerable.Range(0, 4).Select(_ => queue.Take(queue.MostUrgent()!)).ToArray();

        Assert.That(taken, Is.EqualTo(new[] { first, second, third, last }));
        Assert.That((queue.Count, queue.RowCount, queue.InputBytes), Is.EqualTo((0, 0, 0)));
    }

    [Test]
    public void MostUrgent_WithSeveralShapes_IsTheShapeOfTheMostUrgentJob()
    {
        using var world = new SchedulerWorld(OnnxModels.IdentityOfShape(DataType.Float, -1, -1));
        var (narrow, wide) = (Row(world, 1), Row(world, 1, 2));
        wide.Priority = 1;
        var queue = new JobQueue();
        queue.Add(narrow);
        queue.Add(wide);

        var first = queue.Take(queue.MostUrgent()!);

        Assert.That((first, queue.MostUrgent()!.First), Is.EqualTo((wide, narrow)));
    }

    [Test]
    public void RemoveWhere_TakesOutWhatIsOverAndKeepsTheOrderOfTheRest()
    {
        using var world = new SchedulerWorld(OnnxModels.Linear([3], 1));
        var jobs = Enumerable.Range(0, 6).Select(value => world.Job(value)).ToArray();
        var queue = new JobQueue();
        Array.ForEach(jobs, queue.Add);
        var removed = new List<InferJob>();

        queue.RemoveWhere(job => Array.IndexOf(jobs, job) % 2 == 0, removed);

        Assert.That(removed, Is.EquivalentTo(new[] { jobs[0], jobs[2], jobs[4] }));
        Assert.That(Enumerable.Range(0, 3).Select(_ => queue.Take(queue.MostUrgent()!)), Is.EqualTo(new[] { jobs[1], jobs[3], jobs[5] }));
    }

    private static InferJob Row(SchedulerWorld world, params float[] values) =>
        world.Job(SchedulerWorld.Floats("x", [1, values.Length], values));
}
