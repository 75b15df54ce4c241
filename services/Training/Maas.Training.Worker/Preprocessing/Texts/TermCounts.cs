namespace Maas.Training.Worker.Preprocessing.Texts;

/// <summary>Counts in how many texts each term stands. Not thread-safe.</summary>
/// <param name="maxWords">Most neighbouring words that make a term.</param>
internal sealed class TermCounts(int maxWords)
{
    private readonly Dictionary<string, int> _documents = new(StringComparer.Ordinal);
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <summary>Adds a text.</summary>
    /// <param name="words">Its words, in order.</param>
    public void Add(IReadOnlyList<string> words)
    {
        _seen.Clear();
        for (var start = 0; start < words.Count; start++)
        {
            var term = "";
            for (var length = 1; length <= maxWords && start + length <= words.Count; length++)
            {
                term = length == 1 ? words[start] : $"{term} {words[start + length - 1]}";
                if (_seen.Add(term))
                {
                    _documents[term] = _documents.GetValueOrDefault(term) + 1;
                }
            }
        }
    }

    /// <summary>Those in the most texts, first by their number of words, then in ordinal order.</summary>
    /// <param name="minDocuments">Texts that they stand in at least.</param>
    /// <param name="most">How many at most; of equally frequent ones the first in ordinal order.</param>
    public IReadOnlyList<(string Term, int Documents)> MostFrequent(int minDocuments, int most) =>
    [
        .. _documents.Where(entry => entry.Value >= minDocuments)
            .OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key, StringComparer.Ordinal)
            .Take(most)
            .OrderBy(entry => entry.Key.Count(letter => letter == ' ')).ThenBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => (entry.Key, entry.Value)),
    ];
}
