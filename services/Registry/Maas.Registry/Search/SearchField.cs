namespace Maas.Registry.Search;

/// <summary>What the values of a field are, and so how the text of a filter is read.</summary>
internal enum SearchKind
{
    /// <summary>Compared byte by byte; <c>*</c> at the end of a value means any rest.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A floating-point number.</summary>
    Number,

    /// <summary>A point in time, kept in microseconds; written as RFC 3339, or as a date in UTC.</summary>
    Time,
}

/// <summary>A field that can be filtered by, and where it stands in the database.</summary>
/// <param name="Kind">What its values are.</param>
/// <param name="Column">Column that holds the value.</param>
internal abstract record SearchField(SearchKind Kind, string Column)
{
    /// <summary>A column of the rows that are searched.</summary>
    public sealed record OfRow(SearchKind Kind, string Column) : SearchField(Kind, Column);

    /// <summary>One entry of a map, a row of its own in another table; may be missing.</summary>
    /// <param name="Kind">What its values are.</param>
    /// <param name="Map">The other table.</param>
    /// <param name="Key">The key.</param>
    public sealed record OfEntry(SearchKind Kind, SearchMap Map, string Key) : SearchField(Kind, Map.ValueColumn)
    {
        /// <summary>The value of the row that is searched; null where it has none.</summary>
        public string LookUp(SearchQuery query) =>
            $"(SELECT {Map.ValueColumn} FROM {Map.Table} WHERE {Map.OwnerColumn} = {Map.RowColumn} AND {Map.KeyColumn} = {query.Add(Key)})";
    }
}
