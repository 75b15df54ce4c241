using System.Text;
using Maas.Training.Datasets;
using Maas.Training.Tests.Datasets.Corpus;

namespace Maas.Training.Tests.Datasets;

/// <summary>What names rows, and what does not.</summary>
public sealed class RowFingerprintTests
{
    private const string Rows = "x,c\n1,a\n2,b\n,c\n";

    // Frozen: versions keep it, and jobs are made by it.
    [Test]
    public void Fingerprint_IsTheSameInEveryRelease() =>
        Assert.That(Of(Rows), Is.EqualTo("903c1cd075bfaa86515f79d412cb6ba2"));

    [TestCase("x,c\n2,b\n,c\n1,a\n", Description = "another order")]
    [TestCase("x;c\r\n1.0;a\r\n2e0;\"b\"\r\nNA;c\r\n", Description = "another dialect")]
    [TestCase("x,c\n1,a\nbad,z,z\n2,b\n,c\n", Description = "rows that are turned away")]
    public void Fingerprint_OfTheSameRows_IsTheSame(string other) => Assert.That(Of(other), Is.EqualTo(Of(Rows)));

    [TestCase("x,c\n1,a\n2,b\n,c\n,c\n", Description = "a row more")]
    [TestCase("x,c\n1,a\n2,b\n,c\n1,a\n1,a\n", Description = "a row twice more")]
    [TestCase("x,c\n1,a\n2,b\n,d\n", Description = "another text")]
    [TestCase("x,c\n1,a\n2.0000000000000004,b\n,c\n", Description = "another number")]
    [TestCase("x,c\n1,b\n2,a\n,c\n", Description = "values that changed rows")]
    [TestCase("y,c\n1,a\n2,b\n,c\n", Description = "another name")]
    [TestCase("x,c\n1,a\n2,b\n0,c\n", Description = "0 for none")]
    public void Fingerprint_OfOtherRows_IsAnother(string other) => Assert.That(Of(other), Is.Not.EqualTo(Of(Rows)));

    [Test]
    public void Fingerprint_OfManyRowsInAnyOrder_IsTheSame([Range(1, 3)] int seed)
    {
        var random = new Random(seed);
        var rows = Enumerable.Range(0, 10_000).Select(_ => $"{random.Next(1000)},v{random.Next(50)}").ToArray();
        var before = Of("x,c\n" + string.Join('\n', rows));

        random.Shuffle(rows);

        Assert.That(Of("x,c\n" + string.Join('\n', rows)), Is.EqualTo(before), $"Seed {seed}.");
    }

    private static string Of(string csv) => Conversion.Run(TableFormats.Csv, Encoding.UTF8.GetBytes(csv)).RowFingerprint;
}
