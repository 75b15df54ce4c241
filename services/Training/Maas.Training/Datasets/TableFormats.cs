using Maas.Training.Datasets.Csv;

namespace Maas.Training.Datasets;

/// <summary>The formats of files that can be imported. The words are part of the contract.</summary>
internal static class TableFormats
{
    /// <summary>RFC 4180, UTF-8, with a header line.</summary>
    public const string Csv = "csv";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Csv];

    /// <summary>What turns a file of the asked format into a table.</summary>
    public static ITableConversion Convert(ImportRequest request, string path) => request.Format switch
    {
        Csv => new CsvConversion(path, request.KindsByColumn),
        _ => throw new ArgumentOutOfRangeException(nameof(request), request.Format, "Not a format."),
    };
}
