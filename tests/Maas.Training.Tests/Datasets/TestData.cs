namespace Maas.Training.Tests.Datasets;

/// <summary>The data sets under tests/data.</summary>
internal static class TestData
{
    public static byte[] Read(string file) =>
        File.ReadAllBytes(Path.Combine(TestContext.CurrentContext.TestDirectory, "data", file));
}
