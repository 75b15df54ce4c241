namespace Maas.Training.Datasets;

/// <summary>Why a row is turned away. The words are part of the contract.</summary>
internal static class RejectReason
{
    /// <summary>A numeric column holds something else.</summary>
    public const string NotANumber = "not-a-number";

    /// <summary>Fewer fields than the header.</summary>
    public const string TooFewColumns = "too-few-columns";

    /// <summary>More fields than the header.</summary>
    public const string TooManyColumns = "too-many-columns";

    /// <summary>A quote stands where none may, or is never closed.</summary>
    public const string BadQuote = "bad-quote";

    /// <summary>Not UTF-8, or with a zero byte.</summary>
    public const string BadEncoding = "bad-encoding";

    /// <summary>Longer than a row may be.</summary>
    public const string RowTooLong = "row-too-long";
}
