using System.Text;
using Maas.Errors;

namespace Maas.Training.Datasets.Csv;

/// <summary>
/// Looks for signs that the first line of a file is no header but a row: then the first row would be lost and the columns
/// would be called after its values. Not thread-safe.
/// </summary>
/// <param name="header">The first line.</param>
internal sealed class CsvHeaderEvidence(CsvHeader header)
{
    private readonly byte[][] _names = [.. header.Columns.Select(Encoding.UTF8.GetBytes)];
    private readonly bool[] _isValue = new bool[header.Columns.Count];

    /// <summary>Takes one more row into account.</summary>
    /// <param name="row">As many fields as the header.</param>
    public void Add(CsvReader row)
    {
        // The header once more is another fault.
        var isHeader = true;
        for (var i = 0; i < _names.Length && isHeader; i++)
        {
            isHeader = row[i].SequenceEqual(_names[i]);
        }

        for (var i = 0; i < _names.Length && !isHeader; i++)
        {
            _isValue[i] |= row[i].SequenceEqual(_names[i]);
        }
    }

    /// <summary>Throws when the signs are clear.</summary>
    /// <remarks>
    /// A name that is a number is one of several that go up or down (years, wavelengths), or the first line is data. Where one
    /// name is a number and another stands among the values of its own column, or all of three and more do, it is data too.
    /// </remarks>
    /// <exception cref="MaasException"><c>DATA_UNREADABLE</c>.</exception>
    public void Check()
    {
        var numbers = new List<double>();
        foreach (var name in _names)
        {
            if (CellText.TryParseNumber(name, out var number))
            {
                numbers.Add(number);
            }
        }

        var steps = numbers.Skip(1).Zip(numbers, (next, number) => Math.Sign(next - number)).Distinct().ToList();
        var isMonotonic = steps is [] or [not 0];
        var value = _names.Zip(_isValue)
            .FirstOrDefault(pair => pair.Second && !CellText.TryParseNumber(pair.First, out _)).First;
        if (numbers.Count > 0 && (!isMonotonic || value is not null))
        {
            var sign = value is null ? "holds numbers" : $"holds numbers, and '{Encoding.UTF8.GetString(value)}', a value of its column";
            throw NoHeader(sign);
        }

        if (_names.Length > 2 && _isValue.All(isValue => isValue))
        {
            throw NoHeader("holds values that stand in the same columns further down");
        }
    }

    private MaasException NoHeader(string sign) => TrainingErrors.DataUnreadable(
        $"The first line {sign} ('{string.Join("', '", header.Columns.Take(5))}'); expected a header line with names.",
        header.LineNumber);
}
