using Maas.Errors;
using Maas.Training.Datasets;

namespace Maas.Training.Tests.Datasets.Corpus;

/// <summary>Converts a file in memory and tells what became of it.</summary>
internal static class Conversion
{
    public const long MaxUnpackedBytes = 64L << 20;

    private const long MemoryLimitBytes = 256L << 20;

    public static ConvertedTable Run(string format, byte[] content, string? tablePath = null)
    {
        var folder = Directory.CreateTempSubdirectory("maas-corpus-");
        try
        {
            var path = Path.Combine(folder.FullName, "source");
            File.WriteAllBytes(path, content);
            var request = new ImportRequest { DatasetId = "corpus", Format = format };
            return TableFormats.Convert(request, path, MaxUnpackedBytes)
                .Run(tablePath ?? Path.Combine(folder.FullName, "table.parquet"), MemoryLimitBytes, CancellationToken.None);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The lines that were told, and whether the file as a whole was refused.</summary>
    public static (bool IsRefused, long[] Lines) Told(string format, byte[] content)
    {
        try
        {
            return (false, [.. Run(format, content).Rejects.Select(row => row.LineNumber)]);
        }
        catch (MaasException exception)
        {
            return (true, [long.Parse(exception.Metadata["line"], System.Globalization.CultureInfo.InvariantCulture)]);
        }
    }
}
