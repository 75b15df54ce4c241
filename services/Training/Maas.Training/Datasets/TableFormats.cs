using Maas.Training.Datasets.Archives;
using Maas.Training.Datasets.Csv;
using Maas.Training.Datasets.Json;
using Maas.Training.Datasets.Parquet;

namespace Maas.Training.Datasets;

/// <summary>The formats of files that can be imported. The words are part of the contract.</summary>
internal static class TableFormats
{
    private const int ParquetGrowth = 16;

    /// <summary>RFC 4180, UTF-8, with a header line.</summary>
    public const string Csv = "csv";

    /// <summary>One JSON object a line.</summary>
    public const string JsonLines = "jsonl";

    /// <summary>Apache Parquet.</summary>
    public const string Parquet = "parquet";

    /// <summary>A zip archive of folders of texts; the folder is the label.</summary>
    public const string Text = "text";

    /// <summary>A zip archive of folders of PNG and JPEG files; the folder is the label.</summary>
    public const string Images = "images";

    /// <summary>A zip archive of IDX files, images and labels.</summary>
    public const string Idx = "idx";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Csv, JsonLines, Parquet, Text, Images, Idx];

    /// <summary>Whether it is an archive, of which the first column is what is learnt from and the last names the file.</summary>
    public static bool IsArchive(string format) => format is Text or Images or Idx;

    /// <summary>What turns a file of the asked format into a table.</summary>
    /// <param name="request">Names the format.</param>
    /// <param name="path">The file.</param>
    /// <param name="maxUnpackedBytes">What an archive may become; a Parquet file, whose columns pack well, 16 times as much.</param>
    public static ITableConversion Convert(ImportRequest request, string path, long maxUnpackedBytes) => request.Format switch
    {
        Csv => new CsvConversion(path, request.KindsByColumn),
        JsonLines => new JsonLinesConversion(path, request.KindsByColumn),
        Parquet => new ParquetConversion(path, request.KindsByColumn, ParquetGrowth * maxUnpackedBytes),
        Text => new FolderConversion(path, isImages: false, request.KindsByColumn, maxUnpackedBytes),
        Images => new FolderConversion(path, isImages: true, request.KindsByColumn, maxUnpackedBytes),
        Idx => new IdxConversion(path, request.KindsByColumn, maxUnpackedBytes),
        _ => throw new ArgumentOutOfRangeException(nameof(request), request.Format, "Not a format."),
    };
}
