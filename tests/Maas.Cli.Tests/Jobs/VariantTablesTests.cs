using Google.Protobuf.WellKnownTypes;
using Maas.Cli.Jobs;
using Maas.Contracts.Training.V1;

namespace Maas.Cli.Tests.Jobs;

internal sealed class VariantTablesTests
{
    private static readonly VariantResult Measured = new()
    {
        Variant = "static-int8", ModelVersion = "models/m/versions/2", SizeBytes = 2048, CompressedSizeBytes = 1024, SizeRatio = 0.25,
        Metric = "test.accuracy", MetricValue = 0.9875, MetricLoss = 0.0025, AgreementRatio = 0.995,
        P50Duration = TimeSpan.FromMicroseconds(40).ToDuration(), FullP50Duration = TimeSpan.FromMicroseconds(50).ToDuration(),
        P95Duration = TimeSpan.FromMicroseconds(60).ToDuration(), FullP95Duration = TimeSpan.FromMicroseconds(70).ToDuration(),
    };

    [Test]
    public void Variant_WithAVersion_IsToldWithItsFigures()
    {
        var (name, text) = VariantTables.Facts(new TrainingResult { Variants = { Measured } }).Single();

        Assert.That(name, Is.EqualTo("variant static-int8"));
        Assert.That(text, Does.StartWith("m@2; 0.25 of the bytes (")
            .And.EndsWith("test.accuracy 0.9875 (lost 0.0025), same answers 0.995, p50 40 of 50 µs, p95 60 of 70 µs"));
    }

    [Test]
    public void Variant_ThatWasRejected_IsToldWithItsGateAndItsFigures()
    {
        var rejected = new VariantResult(Measured) { ModelVersion = "", FailedGate = "size", Problem = "0.25 of the bytes, at most 0.2 is allowed." };

        var text = VariantTables.Facts(new TrainingResult { Variants = { rejected } }).Single().Item2;

        Assert.That(text, Does.StartWith("rejected, size: 0.25 of the bytes, at most 0.2 is allowed.; 0.25 of the bytes (").And.Contain("p50 40 of 50 µs"));
    }

    [Test]
    public void Variant_ThatCouldNotBeMade_IsToldWithoutFigures()
    {
        var failed = new VariantResult { Variant = "pruned-0.9", FailedGate = "making", Problem = "Diverged." };

        Assert.That(VariantTables.Facts(new TrainingResult { Variants = { failed } }).Single().Item2, Is.EqualTo("rejected, making: Diverged."));
    }
}
