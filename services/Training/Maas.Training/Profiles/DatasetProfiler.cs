using DuckDB.NET.Data;
using Maas.Errors;
using Maas.Training.Datasets;
using Maas.Training.Storage;
using Microsoft.Extensions.Options;

namespace Maas.Training.Profiles;

/// <summary>
/// Gives the profile of a dataset version. It is computed once and kept, as the version never changes. Thread-safe; one
/// profile is computed at a time.
/// </summary>
internal sealed class DatasetProfiler(
    DatasetStore store, TableStore tables, TrainingFolder folder, IOptions<TrainingOptions> options) : IDisposable
{
    // Columns that were asked for as targets are few; a caller who tries all of a wide table does not fill the database.
    private const int MaxKeptTargets = 16;

    private readonly SemaphoreSlim _engine = new(1, 1);

    /// <summary>The profile of a version.</summary>
    /// <param name="datasetId">The dataset.</param>
    /// <param name="number">The version.</param>
    /// <param name="target">Column to predict; empty for none.</param>
    /// <param name="cancellationToken">Stops between queries; what was not finished is not kept.</param>
    /// <exception cref="MaasException"><c>RESOURCE_NOT_FOUND</c>, <c>COLUMN_NOT_FOUND</c>.</exception>
    public async Task<ProfileReport> GetAsync(
        string datasetId, long number, string target, CancellationToken cancellationToken)
    {
        var version = await store.GetVersionAsync(datasetId, number, cancellationToken);
        CheckTarget(version, target);
        var profile = await FindAsync(version, target, cancellationToken) ?? await WaitAndComputeAsync(version, target, cancellationToken);
        var asked = profile.Targets.FirstOrDefault(each => each.Column == target);
        return new ProfileReport(profile, asked, FindingRules.Find(profile, asked));
    }

    /// <inheritdoc/>
    public void Dispose() => _engine.Dispose();

    private static bool HasTarget(DatasetProfile profile, string target) =>
        target.Length == 0 || profile.Targets.Any(each => each.Column == target);

    private static void CheckTarget(DatasetVersion version, string target)
    {
        var names = version.Columns.Select(column => column.Name);
        if (target.Length > 0 && !names.Contains(target))
        {
            throw TrainingErrors.ColumnNotFound(target, names, [new FieldViolation(
                "target_column", $"'{version.Name}' has no column '{target}'; it has {TrainingErrors.List(names)}.")]);
        }
    }

    // Null when there is none, or not all of it.
    private async Task<DatasetProfile?> FindAsync(DatasetVersion version, string target, CancellationToken cancellationToken) =>
        await store.FindProfileAsync(version, cancellationToken) is { Format: DatasetProfile.CurrentFormat } known && HasTarget(known, target)
            ? known
            : null;

    private async Task<DatasetProfile> WaitAndComputeAsync(DatasetVersion version, string target, CancellationToken cancellationToken)
    {
        await _engine.WaitAsync(cancellationToken);
        try
        {
            // Somebody else may have computed it in the meantime.
            return await FindAsync(version, target, cancellationToken)
                ?? await ComputeAsync(version, await store.FindProfileAsync(version, cancellationToken), target, cancellationToken);
        }
        finally
        {
            _engine.Release();
        }
    }

    private async Task<DatasetProfile> ComputeAsync(
        DatasetVersion version, DatasetProfile? known, string target, CancellationToken cancellationToken)
    {
        var profile = await Task.Run(() => Compute(version, known, target, cancellationToken), cancellationToken);
        await store.SetProfileAsync(version, profile, cancellationToken);
        return profile;
    }

    private DatasetProfile Compute(
        DatasetVersion version, DatasetProfile? known, string target, CancellationToken cancellationToken)
    {
        using var scratch = folder.NewScratch();
        using var connection = DuckDb.Open(scratch.FullPath, options.Value.DataMemoryLimitBytes);
        var path = tables.GetPath(version.Table);
        var profile = known?.Format == DatasetProfile.CurrentFormat
            ? known
            : new TableProfiler(connection, path, version.Columns).Run(cancellationToken);
        return HasTarget(profile, target) ? profile : WithTarget(connection, path, profile, target, cancellationToken);
    }

    private static DatasetProfile WithTarget(
        DuckDBConnection connection, string path, DatasetProfile profile, string target, CancellationToken cancellationToken)
    {
        var found = new TargetProfiler(connection, path, profile).Run(target, cancellationToken);
        return profile with { Targets = [.. profile.Targets.TakeLast(MaxKeptTargets - 1), found] };
    }
}
