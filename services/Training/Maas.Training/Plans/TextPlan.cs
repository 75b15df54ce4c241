namespace Maas.Training.Plans;

/// <summary>How the words of a text become numbers. A word is a run of letters, digits and underscores of any script.</summary>
public sealed record TextPlan
{
    /// <summary>One of <see cref="TextEncoding"/>.</summary>
    public string Encoding { get; init; } = TextEncoding.TfIdf;

    /// <summary>Whether <c>Free</c> and <c>free</c> are two words.</summary>
    public bool IsCaseSensitive { get; init; }

    /// <summary>TF-IDF: most neighbouring words that make a term, 1 to 3.</summary>
    public int MaxNgram { get; init; } = 1;

    /// <summary>Training texts that a term must stand in, 1 or more.</summary>
    public int MinDocuments { get; init; } = 2;

    /// <summary>Terms, those that stand in the most texts; 1 or more.</summary>
    public int MaxTerms { get; init; } = 10_000;

    /// <summary>Token ids: words of a text that are looked at, the first ones; 1 or more.</summary>
    public int MaxLength { get; init; } = 200;
}

/// <summary>What a text becomes.</summary>
public static class TextEncoding
{
    /// <summary>
    /// A number per term: how often it stands in the text, times ln((1 + texts) / (1 + texts with it)) + 1, all divided by their Euclidean length.
    /// As scikit-learn's TfidfVectorizer has it.
    /// </summary>
    public const string TfIdf = "tf-idf";

    /// <summary>The numbers of its words in their order, for <see cref="Algorithm.Rnn"/> and <see cref="Algorithm.Cnn"/>.</summary>
    public const string TokenIds = "token-ids";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [TfIdf, TokenIds];
}
