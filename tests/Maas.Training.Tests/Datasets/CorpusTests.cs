using Maas.Training.Datasets;
using Maas.Training.Tests.Datasets.Corpus;

namespace Maas.Training.Tests.Datasets;

/// <summary>Defects are told with their lines, and what is right is taken.</summary>
public sealed class CorpusTests
{
    private const int Seed = 20261128;

    private static IEnumerable<TestCaseData> Defects() => Of(TableFormats.Csv, Seed).Concat(Of(TableFormats.JsonLines, Seed))
        .Select(file => new TestCaseData(file.Format, file.Defect).SetArgDisplayNames(file.Format, file.Defect.Name));

    private static IEnumerable<TestCaseData> CleanFiles() =>
        CleanCsv.All().Select(file => new TestCaseData(file).SetArgDisplayNames(file.Name));

    [TestCase(TableFormats.Csv)]
    [TestCase(TableFormats.JsonLines)]
    public void Corpus_HasThirtyDefectsAndMore(string format) =>
        Assert.That(Of(format, Seed).Select(file => file.Defect.Name).Distinct().Count(), Is.AtLeast(30));

    [TestCaseSource(nameof(Defects))]
    public void Convert_OfDefect_TellsItsLinesAndNoOthers(string format, object file)
    {
        var defect = (FileDefect)file;

        var told = Conversion.Told(format, defect.Content);

        Assert.Multiple(() =>
        {
            Assert.That(told.Lines, Is.EqualTo(defect.Lines), $"Seed {Seed}.");
            Assert.That(told.IsRefused, Is.EqualTo(defect.IsRefused));
        });
    }

    // The places of the defects change with the seed.
    [Test]
    public void Convert_OfDefectsAtOtherPlaces_TellsThem(
        [Values(TableFormats.Csv, TableFormats.JsonLines)] string format, [Range(1, 3)] int seed)
    {
        var missed = Of(format, seed)
            .Where(file => !Conversion.Told(format, file.Defect.Content).Lines.SequenceEqual(file.Defect.Lines))
            .Select(file => file.Defect.Name);

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

    private static IEnumerable<(string Format, FileDefect Defect)> Of(string format, int seed) =>
        (format == TableFormats.Csv ? new DirtyCsv(seed).All() : new DirtyJsonLines(seed).All()).Select(defect => (format, defect));
}
