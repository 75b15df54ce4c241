using DuckDB.NET.Data;
using Maas.Training.Datasets;

namespace Maas.Training.Profiles;

/// <summary>Measures how each column goes together with the one to predict, over all rows. Not thread-safe.</summary>
/// <param name="connection">Reads the table.</param>
/// <param name="tablePath">The table (Parquet).</param>
/// <param name="profile">Its profile.</param>
internal sealed class TargetProfiler(DuckDBConnection connection, string tablePath, DatasetProfile profile)
{
    private readonly string _from = $"FROM read_parquet({DuckDb.Literal(tablePath)})";

    /// <summary>Runs the queries.</summary>
    /// <param name="target">A column of the table.</param>
    /// <param name="cancellationToken">Looked at between queries.</param>
    public TargetProfile Run(string target, CancellationToken cancellationToken)
    {
        var relations = new RelationQueries(connection, _from);
        var column = profile.Columns.Single(each => each.Column.Name == target);
        var others = profile.Columns.Where(each => each != column).ToList();
        var numbers = others.Where(other => other.Column.Kind == ColumnKind.Numeric).ToList();
        var categories = others.Where(other => other.Column.Kind == ColumnKind.Categorical);
        var found = column.Column.Kind switch
        {
            ColumnKind.Numeric => Numeric(relations, column, numbers).Concat(categories.Select(category =>
                ByRatio(relations.Compare(category.Column.Name, [column]).Single(), category.Column.Name))),
            ColumnKind.Categorical => relations.Compare(target, numbers).Select(effect => ByRatio(effect, effect.Number))
                .Concat(categories.Select(category => new TargetAssociation(
                    category.Column.Name, AssociationMeasure.CramersV, relations.Associate(category.Column.Name, target).CramersV))),
            _ => [],
        };
        var byColumn = new Dictionary<string, TargetAssociation>();
        foreach (var association in found)
        {
            cancellationToken.ThrowIfCancellationRequested();
            byColumn.Add(association.Column, association);
        }

        var all = others.Select(other =>
            byColumn.GetValueOrDefault(other.Column.Name) ?? new TargetAssociation(other.Column.Name, "", null));
        return WithRarest(new TargetProfile(target, [.. all]), column);
    }

    private static IEnumerable<TargetAssociation> Numeric(
        RelationQueries relations, ColumnProfile target, List<ColumnProfile> numbers) =>
        relations.Correlate(target, numbers)
            .Select(correlation => new TargetAssociation(correlation.Right, AssociationMeasure.Pearson, correlation.Pearson));

    private static TargetAssociation ByRatio(CategoryEffect effect, string column) =>
        new(column, AssociationMeasure.CorrelationRatio, effect.Eta);

    private TargetProfile WithRarest(TargetProfile found, ColumnProfile target)
    {
        if (target.Column.Kind == ColumnKind.Numeric || target.PresentCount == 0)
        {
            return found;
        }

        using var counts = ValueCounts.Of(connection, target.Column, _from);
        var rarest = counts.Rarest();
        return found with { RarestValue = rarest.Value, RarestCount = rarest.Count };
    }
}
