using System.Diagnostics;
using Maas.Onnx.Reading;
using Maas.Onnx.Validation;
using Maas.Testing.Onnx;

namespace Maas.Onnx.Tests.Validation;

internal sealed class HostileModelTests
{
    private const int Tries = 5;

    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(200);

    [OneTimeSetUp]
    public void WarmUp() => OnnxGraph.Read(new MemoryStream(OnnxModels.Linear([1f], 1f)));

    [TestCaseSource(typeof(HostileModels), nameof(HostileModels.Refused))]
    public void Read_HostileModel_IsRefusedAtOnceAndSaysWhy(HostileModel hostile)
    {
        var model = hostile.Make();

        var (problem, fastest, allocated) = ("", TimeSpan.MaxValue, 0L);
        for (var i = 0; i < Tries && fastest > Limit; i++)
        {
            var began = Stopwatch.GetTimestamp();
            var before = GC.GetAllocatedBytesForCurrentThread();
            problem = Refuse(hostile, model);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            var elapsed = Stopwatch.GetElapsedTime(began);
            fastest = elapsed < fastest ? elapsed : fastest;
        }

        Assert.That(problem, Does.Contain(hostile.RefusedWith));
        Assert.That(fastest, Is.LessThan(Limit));
        Assert.That(allocated, Is.LessThan(256L * 1024 * 1024));
    }

    [TestCaseSource(typeof(HostileModels), nameof(HostileModels.Contained))]
    public void Read_ModelThatOnlyRunningTells_Passes(HostileModel hostile) =>
        Assert.That(Refuse(hostile, hostile.Make()), Is.Empty);

    [Test]
    public void All_AreManyAndNamedOnce()
    {
        var names = HostileModels.All().Select(model => model.Name).ToList();

        Assert.That(names, Has.Count.GreaterThanOrEqualTo(45));
        Assert.That(names, Is.Unique);
    }

    private static string Refuse(HostileModel hostile, byte[] model)
    {
        var files = hostile.OtherFiles.ToDictionary(file => file.Key, file => (long)file.Value.Length);
        files["model.onnx"] = model.Length;
        try
        {
            new OnnxValidator(new OnnxLimits()).Read(new MemoryStream(model), files);
            return "";
        }
        catch (OnnxFormatException e)
        {
            return e.Message;
        }
    }
}
