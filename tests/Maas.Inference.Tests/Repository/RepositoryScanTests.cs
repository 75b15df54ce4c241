using Maas.Inference.Repository;
using Maas.Testing;

namespace Maas.Inference.Tests.Repository;

internal sealed class RepositoryScanTests
{
    [TestCase("churn/latest/model.onnx", "'churn/latest' is no version")]
    [TestCase("churn/01/model.onnx", "'churn/01' is no version")]
    [TestCase("churn/1/churn.onnx", "'churn/1' has no file 'model.onnx'")]
    [TestCase("churn/model.onnx", "'churn' holds no version")]
    public void Read_OfAFolderThatIsNotServed_SaysWhy(string path, string problem)
    {
        using var folder = new TempFolder();
        var file = Path.Combine(folder.Path, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, "x");

        var content = new RepositoryScan(folder.Path, []).Read();

        Assert.That(content.Entries, Is.Empty);
        Assert.That(content.Problems, Has.Some.Contains(problem));
    }

    [Test]
    public void Read_AfterWeightsInAnotherFileChanged_TellsOtherContent()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder.File("churn", "1"));
        File.WriteAllText(folder.File("churn", "1", "model.onnx"), "x");
        File.WriteAllText(folder.File("churn", "1", "weights"), "x");
        var before = new RepositoryScan(folder.Path, []).Read().Entries[0].Versions[0];
        var same = new RepositoryScan(folder.Path, []).Read().Entries[0].Versions[0];

        File.WriteAllText(folder.File("churn", "1", "weights"), "xy");
        var after = new RepositoryScan(folder.Path, []).Find("churn", out _)!.Versions[0];

        Assert.That(same, Is.EqualTo(before));
        Assert.That(after, Is.Not.EqualTo(before));
    }

    [Test]
    public void Read_AfterALinkLedToAnotherFile_TellsOtherContent()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder.File("models", "churn", "1"));
        File.WriteAllText(folder.File("target"), "x");
        File.CreateSymbolicLink(folder.File("models", "churn", "1", "model.onnx"), folder.File("target"));
        var before = new RepositoryScan(folder.File("models"), []).Read().Entries[0].Versions[0];

        File.WriteAllText(folder.File("target"), "xy");
        var after = new RepositoryScan(folder.File("models"), []).Read().Entries[0].Versions[0];

        Assert.That(after, Is.Not.EqualTo(before));
    }

    [Test]
    public void Difference_OfStamps_NamesTheFiles()
    {
        using var folder = new TempFolder();
        Array.ForEach(["a-1", "b|2", "c"], name => File.WriteAllText(folder.File(name), "x"));
        var before = RepositoryStamp.Again(RepositoryStamp.Of(new DirectoryInfo(folder.Path)), 7);

        File.WriteAllText(folder.File("a-1"), "xy");
        File.Delete(folder.File("c"));
        Directory.CreateDirectory(folder.File("d"));
        File.WriteAllText(folder.File("d", "e"), "x");
        var difference = RepositoryStamp.Difference(before, RepositoryStamp.Of(new DirectoryInfo(folder.Path)));

        Assert.That(difference, Is.EqualTo("'a-1' was replaced, 'c' is gone, 'd/e' was added"));
    }
}
