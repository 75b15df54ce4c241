namespace Maas.Training.Datasets.Csv;

/// <summary>How the faults of records are told to a person.</summary>
internal static class CsvFaultText
{
    /// <summary>Reason and sentence of a fault.</summary>
    public static (string Reason, string Message) Describe(CsvFault fault) => fault switch
    {
        CsvFault.TextAfterQuote => (RejectReason.BadQuote,
            "Expected a delimiter or the end of the line after a closing quote; a quote inside a quoted field is written twice."),
        CsvFault.QuoteInsideField => (RejectReason.BadQuote,
            "A field that is not quoted holds a quote; quote the field and write the quote twice."),
        CsvFault.UnclosedQuote => (RejectReason.BadQuote,
            "A quote is opened and not closed."),
        CsvFault.TooLong => (RejectReason.RowTooLong,
            $"The row is longer than {CsvReader.MaxRecordBytes} bytes."),
        CsvFault.NotText => (RejectReason.BadEncoding,
            "Expected UTF-8 text; the row holds bytes that are none."),
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "Not a fault."),
    };
}
