namespace Maas.Training.Datasets.Csv;

/// <summary>What is wrong with the form of a record.</summary>
internal enum CsvFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Something else than a delimiter or a line end follows a closing quote.</summary>
    TextAfterQuote,

    /// <summary>A quote inside a field that is not quoted.</summary>
    QuoteInsideField,

    /// <summary>A quote that is not closed before the end of the file, or within <see cref="CsvReader.MaxRecordBytes"/>.</summary>
    UnclosedQuote,

    /// <summary>Longer than <see cref="CsvReader.MaxRecordBytes"/>.</summary>
    TooLong,

    /// <summary>Not UTF-8, or with a zero byte.</summary>
    NotText,
}
