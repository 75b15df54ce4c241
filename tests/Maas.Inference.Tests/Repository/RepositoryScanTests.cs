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
}
