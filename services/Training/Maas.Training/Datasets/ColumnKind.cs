namespace Maas.Training.Datasets;

/// <summary>What the values of a column are. Kept in the database by name.</summary>
internal enum ColumnKind
{
    /// <summary>Numbers, kept as 64-bit floating point.</summary>
    Numeric = 1,

    /// <summary>Text with few distinct values.</summary>
    Categorical = 2,

    /// <summary>Text with many distinct values.</summary>
    Text = 3,

    /// <summary>The bytes of a PNG or JPEG file.</summary>
    Image = 4,
}
