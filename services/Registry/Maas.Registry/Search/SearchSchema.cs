using Maas.Errors;
using Maas.Filtering;

namespace Maas.Registry.Search;

/// <summary>A map of a resource whose entries are rows of another table.</summary>
/// <param name="Kind">What the values are.</param>
/// <param name="Table">The table.</param>
/// <param name="OwnerColumn">Its column that says to which row an entry belongs.</param>
/// <param name="RowColumn">That row's column.</param>
/// <param name="KeyColumn">Column that holds the key.</param>
/// <param name="ValueColumn">Column that holds the value.</param>
internal sealed record SearchMap(
    SearchKind Kind, string Table, string OwnerColumn, string RowColumn, string KeyColumn, string ValueColumn)
{
    public SearchField.OfEntry this[string key] => new(Kind, this, key);
}

/// <summary>The fields of a resource that can be filtered and ordered by. Immutable.</summary>
/// <param name="Fields">By path.</param>
/// <param name="Maps">By name.</param>
internal sealed record SearchSchema(
    IReadOnlyDictionary<string, SearchField> Fields, IReadOnlyDictionary<string, SearchMap> Maps)
{
    /// <summary>The field of a comparison. <c>labels:KEY</c> means that there is an entry of this key.</summary>
    /// <exception cref="MaasException"><c>INVALID_FIELD</c>: there is no such field.</exception>
    public SearchField Find(Filter.Restriction restriction)
    {
        if (restriction is { Comparison: FilterComparison.Has, Path: [var map] } && Maps.TryGetValue(map, out var whole))
        {
            return restriction.Value != "*" ? whole[restriction.Value] : throw CommonErrors.InvalidField(
                "filter", $"At character {restriction.Position}: expected a name behind '{map}:', got '*'.");
        }

        return Find(restriction.Path) ?? throw CommonErrors.InvalidField(
            "filter", $"At character {restriction.Position}: expected one of {Names}, got '{string.Join('.', restriction.Path)}'.");
    }

    /// <summary>Null when there is no such field.</summary>
    public SearchField? Find(IReadOnlyList<string> path) =>
        path.Count > 1 && Maps.TryGetValue(path[0], out var map) ? map[string.Join('.', path.Skip(1))]
        : Fields.GetValueOrDefault(string.Join('.', path));

    /// <summary>For messages.</summary>
    public string Names => string.Join(", ", Fields.Keys.Concat(Maps.Keys.Select(map => $"{map}.NAME")));
}
