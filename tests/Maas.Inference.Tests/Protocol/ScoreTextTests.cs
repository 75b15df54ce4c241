using Maas.Inference.Protocol;

namespace Maas.Inference.Tests.Protocol;

internal sealed class ScoreTextTests
{
    // The texts are those of printf with %f, as Python has it.
    [TestCase(0.0078125, "0.007812")]
    [TestCase(0.0234375, "0.023438")]
    [TestCase(0.0390625, "0.039062")]
    [TestCase(1.0078125, "1.007812")]
    [TestCase(1000.0234375, "1000.023438")]
    [TestCase(-0.0078125, "-0.007812")]
    [TestCase(70368744177664.0, "70368744177664.000000")]
    [TestCase(35184372088832.02, "35184372088832.023438")]
    [TestCase(0.5, "0.500000")]
    [TestCase(0.1, "0.100000")]
    [TestCase(1e-07, "0.000000")]
    [TestCase(-1e-07, "-0.000000")]
    [TestCase(4.5e-07, "0.000000")]
    [TestCase(5e-07, "0.000000")]
    [TestCase(5.000000001e-07, "0.000001")]
    [TestCase(1000000000000000.2, "1000000000000000.250000")]
    [TestCase(1E+22, "10000000000000000000000.000000")]
    [TestCase(123456.7890125, "123456.789012")]
    [TestCase(5e-07, "0.000000")]
    [TestCase(0.24580338977940386, "0.245803")]
    [TestCase(0.4835739785214588, "0.483574")]
    [TestCase(0.5903871311313933, "0.590387")]
    [TestCase(0.8849005675541006, "0.884901")]
    [TestCase(0.4797971494798614, "0.479797")]
    [TestCase(0.844649993330834, "0.844650")]
    [TestCase(-0.9419895434327705, "-0.941990")]
    [TestCase(-0.0687546912437893, "-0.068755")]
    [TestCase(0.8867134339966274, "0.886713")]
    [TestCase(0.2979491062738484, "0.297949")]
    [TestCase(0.8018009835012454, "0.801801")]
    [TestCase(-7.7358808517456055, "-7.735881")]
    [TestCase(-0.6186190247535706, "-0.618619")]
    [TestCase(-5.068543434143066, "-5.068543")]
    [TestCase(0.8752171993255615, "0.875217")]
    [TestCase(1.4788237810134888, "1.478824")]
    [TestCase(-9.737716674804688, "-9.737717")]
    [TestCase(5e-324, "0.000000")]
    [TestCase(double.NaN, "nan")]
    [TestCase(double.PositiveInfinity, "inf")]
    [TestCase(double.NegativeInfinity, "-inf")]
    [TestCase(-0.0, "-0.000000")]
    public void Of_Number_IsAsPrintfHasIt(double score, string text) => Assert.That(ScoreText.Of(score), Is.EqualTo(text));

    [TestCase(long.MinValue, "-9223372036854775808")]
    [TestCase(0L, "0")]
    public void Of_WholeNumber_HasNoPoint(long score, string text) => Assert.That(ScoreText.Of(score), Is.EqualTo(text));
}
