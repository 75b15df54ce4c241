using Maas.Onnx.Reading;
using Maas.Onnx.Validation;
using Maas.Testing.Onnx;

namespace Maas.Onnx.Tests.Validation;

internal sealed class OnnxLimitsTests
{
    private const long Gibibyte = 1024L * 1024 * 1024;

    private static readonly Dictionary<string, long> NoFiles = [];

    [Test]
    public void Defaults_AreThoseOfTheDocument() => Assert.That(new OnnxLimits(), Is.EqualTo(new OnnxLimits
    {
        MaxNodes = 200_000,
        MaxExpandedNodes = 1_000_000,
        MaxExpandedCopyBytes = Gibibyte,
        MaxFunctions = 10_000,
        MaxGraphDepth = 32,
        MaxValues = 10_000,
        MaxRank = 32,
        MaxTensorBytes = 4 * Gibibyte,
        MaxParameterBytes = 64 * Gibibyte,
        MaxComputedTensorBytes = Gibibyte,
        MaxTextBytes = Gibibyte / 16,
        MaxStructureBytes = Gibibyte / 8,
    }));

    [TestCaseSource(nameof(Lowered))]
    public void Read_AboveALimit_SaysWhich(OnnxLimits limits, string problem) => Assert.That(
        () => new OnnxValidator(limits).Read(new MemoryStream(OnnxModels.Loop()), NoFiles),
        Throws.TypeOf<OnnxFormatException>().With.Message.Contains(problem));

    [TestCase("model.onnx", true)]
    [TestCase("data/weights-1_2.bin", true)]
    [TestCase("", false)]
    [TestCase(".", false)]
    [TestCase("a/../b", false)]
    [TestCase("/a", false)]
    [TestCase("a/", false)]
    [TestCase("a\\b", false)]
    [TestCase("a b", false)]
    [TestCase("ä", false)]
    public void IsPlain_Path_IsWhatMeansTheSameEverywhere(string path, bool expected) =>
        Assert.That(ExternalPath.IsPlain(path), Is.EqualTo(expected));

    private static IEnumerable<TestCaseData<OnnxLimits, string>> Lowered()
    {
        yield return Lower(new OnnxLimits { MaxNodes = 2 }, "Expected at most 2 nodes in the file, got more.");
        yield return Lower(new OnnxLimits { MaxExpandedNodes = 2 }, "the model has 3 nodes, expected at most 2.");
        yield return Lower(new OnnxLimits { MaxGraphDepth = 1 }, "Expected at most 1 graphs within each other, got more.");
        yield return Lower(new OnnxLimits { MaxValues = 1 }, "Expected at most 1 inputs of a graph, got more.");
        yield return Lower(new OnnxLimits { MaxTensorBytes = 3 }, "has 4 bytes, expected at most 3.");
        yield return Lower(new OnnxLimits { MaxParameterBytes = 3 }, "The constant tensors have 4 bytes, expected at most 3.");
        yield return Lower(new OnnxLimits { MaxTextBytes = 3 }, "Expected at most 3 bytes of documentation and properties, got more.");
        yield return Lower(new OnnxLimits { MaxStructureBytes = 300 }, "Expected at most 300 bytes of structure");
    }

    private static TestCaseData<OnnxLimits, string> Lower(OnnxLimits limits, string problem) => new(limits, problem);
}
