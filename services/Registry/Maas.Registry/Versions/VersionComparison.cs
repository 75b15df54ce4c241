using Maas.Errors;

namespace Maas.Registry.Versions;

/// <summary>One metric of several versions.</summary>
/// <param name="Metric">Its name.</param>
/// <param name="Values">One per version; null where a version does not have it.</param>
internal sealed record MetricComparison(string Metric, IReadOnlyList<double?> Values);

/// <summary>What differs between the first version and another.</summary>
/// <param name="ModelVersion">Name of the other.</param>
/// <param name="SameFiles">Whether all files are equal.</param>
/// <param name="SameSignature">Whether inputs and outputs are equal.</param>
/// <param name="SameDataset">Whether both were trained on the same bytes; null when either does not say.</param>
internal sealed record VersionDifference(string ModelVersion, bool SameFiles, bool SameSignature, bool? SameDataset);

/// <summary>Versions side by side.</summary>
internal sealed record ComparedVersions(
    IReadOnlyList<ModelVersion> Versions, IReadOnlyList<MetricComparison> Metrics, IReadOnlyList<VersionDifference> Differences);

/// <summary>Puts versions side by side. Thread-safe.</summary>
internal sealed class VersionComparison(RegistryLedger ledger)
{
    private const int MaxVersions = 16;

    /// <param name="names">2 to 16 versions; the first is what the others are compared with.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="MaasException"><c>RESOURCE_NOT_FOUND</c>, <c>INVALID_FIELD</c>.</exception>
    public Task<ComparedVersions> CompareAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        checks.RequireCount(names.Count, 2, MaxVersions, "names");
        checks.ThrowIfAny();
        var parsed = names.Select((name, i) => RegistryNames.ParseVersion(name, $"names[{i}]")).ToList();
        return ledger.ReadAsync(
            async session =>
            {
                var versions = new List<ModelVersion>();
                foreach (var (model, number) in parsed)
                {
                    versions.Add(await session.GetVersionAsync(model, number));
                }

                return Compare(versions);
            },
            cancellationToken);
    }

    private static ComparedVersions Compare(List<ModelVersion> versions)
    {
        var metrics = versions
            .SelectMany(version => version.Metrics.Keys)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .Select(metric => new MetricComparison(
                metric,
                [.. versions.Select(version => version.Metrics.TryGetValue(metric, out var value) ? value : (double?)null)]));
        return new ComparedVersions(
            versions, [.. metrics], [.. versions.Skip(1).Select(version => Difference(versions[0], version))]);
    }

    private static VersionDifference Difference(ModelVersion first, ModelVersion other) => new(
        other.Name,
        first.ManifestDigest == other.ManifestDigest,
        HasSameSignature(first.Signature, other.Signature),
        first.Lineage.DatasetSha256.Length > 0 && other.Lineage.DatasetSha256.Length > 0
            ? first.Lineage.DatasetSha256 == other.Lineage.DatasetSha256
            : null);

    private static bool HasSameSignature(Signature first, Signature other) =>
        first.Task == other.Task && first.ClassLabels.SequenceEqual(other.ClassLabels)
        && HasSameTensors(first.Inputs, other.Inputs) && HasSameTensors(first.Outputs, other.Outputs);

    // Categories are what training saw; a caller need not care.
    private static bool HasSameTensors(IReadOnlyList<TensorSpec> first, IReadOnlyList<TensorSpec> other) =>
        first.Count == other.Count && first.Zip(other).All(pair =>
            pair.First.Name == pair.Second.Name && pair.First.DataType == pair.Second.DataType
            && pair.First.Role == pair.Second.Role && pair.First.Shape.SequenceEqual(pair.Second.Shape)
            && HasSameImage(pair.First.Image, pair.Second.Image));

    private static bool HasSameImage(ImageSpec? first, ImageSpec? other) =>
        first is null || other is null ? first == other : first.IsSameAs(other);
}
