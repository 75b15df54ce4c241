using System.Globalization;
using Maas.Errors;

namespace Maas.Inference.Predictions;

/// <summary>Collects the bad fields of all rows, so that a caller learns of them at once. Not thread-safe.</summary>
/// <param name="firstRow">What the caller counts as the first row.</param>
internal sealed class RowProblems(long firstRow)
{
    // More do not fit into the trailer of a call; see ErrorText.
    private const int MaxListed = 20;

    private readonly List<FieldViolation> _violations = [];
    private (long Row, string Field, string Expected, string Actual)? _first;
    private int _count;

    /// <summary>Notes one bad field.</summary>
    public void Add(int row, string field, string expected, string actual)
    {
        var number = firstRow + row;
        field = ErrorText.Short(field);
        _first ??= (number, field, expected, actual);
        _count++;
        if (_violations.Count < MaxListed)
        {
            _violations.Add(new FieldViolation(
                $"rows[{number.ToString(CultureInfo.InvariantCulture)}].{field}", $"Expected {expected}, got {actual}."));
        }
    }

    /// <exception cref="MaasException"><c>ROW_INVALID</c> when anything was noted.</exception>
    public void ThrowIfAny()
    {
        if (_first is not { } first)
        {
            return;
        }

        if (_count > MaxListed)
        {
            _violations.Add(new FieldViolation(
                "rows", $"{(_count - MaxListed).ToString(CultureInfo.InvariantCulture)} more fields are bad."));
        }

        throw InferenceErrors.RowInvalid(first.Row, first.Field, first.Expected, first.Actual, _violations);
    }
}
