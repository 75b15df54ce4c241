using Maas.Errors;

namespace Maas.Training.Datasets.Schemas;

/// <summary>What a schema may say.</summary>
internal static class SchemaRules
{
    private const int MaxColumns = 4096;
    private const int MaxValues = 10_000;

    /// <summary>Longest value that can be listed.</summary>
    public const int MaxTextLength = 1024;

    /// <summary>Checks a schema that a caller sent.</summary>
    /// <param name="schema">As sent.</param>
    /// <param name="field">Where it stands in the request.</param>
    /// <exception cref="MaasException"><c>INVALID_FIELD</c>: all faults at once.</exception>
    public static void Check(DatasetSchema schema, string field)
    {
        var violations = new List<FieldViolation>();
        Require(schema.Columns.Count is > 0 and <= MaxColumns, "columns", $"Expected 1 to {MaxColumns} columns, got {schema.Columns.Count}.");
        Require(schema.MinRowCount is null or >= 0, "min_row_count", $"Expected 0 or more, got {schema.MinRowCount}.");
        Require(!(schema.MaxRowCount < (schema.MinRowCount ?? 0)), "max_row_count",
            $"Expected {schema.MinRowCount ?? 0} or more, got {schema.MaxRowCount}.");
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < schema.Columns.Count; i++)
        {
            var at = $"columns[{i}]";
            Require(names.Add(schema.Columns[i].Name), $"{at}.column", $"'{schema.Columns[i].Name}' is named twice.");
            CheckColumn(schema.Columns[i], at, Require);
        }

        if (violations.Count > 0)
        {
            throw CommonErrors.InvalidFields(violations);
        }

        void Require(bool holds, string path, string description)
        {
            if (!holds)
            {
                violations.Add(new FieldViolation($"{field}.{path}", description));
            }
        }
    }

    private static void CheckColumn(ColumnSchema column, string at, Action<bool, string, string> require)
    {
        require(column.Name.Length is > 0 and <= 128, $"{at}.column", $"Expected 1-128 characters, got {column.Name.Length}.");
        require(Enum.IsDefined(column.Kind), $"{at}.kind", "Expected a kind.");
        require(column.MinPresentRatio is >= 0 and <= 1, $"{at}.min_present_ratio", $"Expected a share in [0, 1], got {column.MinPresentRatio}.");
        require(column.MinKnownRatio is >= 0 and <= 1, $"{at}.min_known_ratio", $"Expected a share in [0, 1], got {column.MinKnownRatio}.");
        require(column.Values.Count == 0 || column.Kind is ColumnKind.Categorical or ColumnKind.Text, $"{at}.values",
            "Only columns of text have values that are known.");
        require(column.Values.Count <= MaxValues && column.Values.All(value => value.Length is > 0 and <= MaxTextLength), $"{at}.values",
            $"Expected at most {MaxValues} values of 1-{MaxTextLength} characters.");
        require((column.Min is null && column.Max is null) || column.Kind == ColumnKind.Numeric, $"{at}.min",
            "Only columns of numbers have a smallest and a largest one.");
        require(column.Min is not { } min || double.IsFinite(min), $"{at}.min", "Expected a finite number.");
        require(column.Max is not { } max || (double.IsFinite(max) && !(max < column.Min)), $"{at}.max",
            "Expected a finite number, not below the smallest.");
        require(column.MinDistinctCount is null or >= 0, $"{at}.min_distinct_count", $"Expected 0 or more, got {column.MinDistinctCount}.");
        require(!(column.MaxDistinctCount < (column.MinDistinctCount ?? 0)), $"{at}.max_distinct_count",
            $"Expected {column.MinDistinctCount ?? 0} or more, got {column.MaxDistinctCount}.");
    }
}
