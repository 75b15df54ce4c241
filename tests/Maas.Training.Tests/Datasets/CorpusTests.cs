using Maas.Training.Datasets;
using Maas.Training.Tests.Datasets.Corpus;

namespace Maas.Training.Tests.Datasets;

/// <summary>Defects are told with their lines, and what is right is taken.</summary>
public sealed class CorpusTests
{
    private const int Seed = 20261128;

    private static IEnumerable<TestCaseData> Defects() => new DirtyCsv(Seed).All()
        .Select(defect => new TestCaseData(defect).SetArgDisplayNames(defect.Name));

    private static IEnumerable<TestCaseData> CleanFiles() =>
        CleanCsv.All().Select(file => new TestCaseData(file).SetArgDisplayNames(file.Name));

    [Test]
    public void Corpus_IsLargeAndHasEachDefectOnce()
    {
        var names = new DirtyCsv(Seed).All().Select(defect => defect.Name).ToList();

        Assert.That(names, Has.Count.AtLeast(30).And.Unique);
    }

    [TestCaseSource(nameof(Defects))]
    public void Convert_OfDefect_TellsItsLinesAndNoOthers(object file)
    {
        var defect = (FileDefect)file;

        var told = Conversion.Told(TableFormats.Csv, defect.Content);

        Assert.Multiple(() =>
        {
            Assert.That(told.Lines, Is.EqualTo(defect.Lines), $"Seed {Seed}.");
            Assert.That(told.IsRefused, Is.EqualTo(defect.IsRefused));
        });
    }

    // The places of the defects change with the seed.
    [Test]
    public void Convert_OfDefectsAtOtherPlaces_TellsThem([Range(1, 5)] int seed)
    {
        var missed = new DirtyCsv(seed).All()
            .Where(defect => !Conversion.Told(TableFormats.Csv, defect.Content).Lines.SequenceEqual(defect.Lines))
            .Select(defect => defect.Name);

        Assert.That(missed, Is.Empty, $"Seed {seed}.");
    }

    [TestCaseSource(nameof(CleanFiles))]
    public void Convert_OfCleanFile_TakesAllRows(object file)
    {
        var clean = (CleanCsv)file;

        var table = Conversion.Run(TableFormats.Csv, clean.Content);

        Assert.Multiple(() =>
        {
            Assert.That(string.Join('|', table.Columns.Select(column => column.Name)), Is.EqualTo(clean.Columns));
            Assert.That(table.Rejects, Is.Empty);
            Assert.That(table.RowCount, Is.EqualTo(clean.RowCount));
        });
    }
}
