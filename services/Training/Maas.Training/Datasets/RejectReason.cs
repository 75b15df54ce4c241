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

    /// <summary>Not one JSON object.</summary>
    public const string BadJson = "bad-json";

    /// <summary>A value of a sort that no column takes: an object, a list, an infinite number.</summary>
    public const string NotAValue = "not-a-value";

    /// <summary>Not a PNG or JPEG image, or too large a one.</summary>
    public const string BadImage = "bad-image";

    /// <summary>An entry of an archive that cannot be taken.</summary>
    public const string BadEntry = "bad-entry";

    /// <summary>The header line stands once more among the rows.</summary>
    public const string RepeatedHeader = "repeated-header";

    /// <summary>Not UTF-8, or with a zero byte.</summary>
    public const string BadEncoding = "bad-encoding";

    /// <summary>Longer than a row may be.</summary>
    public const string RowTooLong = "row-too-long";
}
