using Maas.Registry.Lineages;
using Maas.Registry.Versions;
using Proto = Maas.Contracts.Registry.V1;

namespace Maas.Registry.Api;

internal static class ComparisonMapping
{
    extension(ComparedVersions compared)
    {
        public Proto.CompareModelVersionsResponse ToProto() => new()
        {
            ModelVersions = { compared.Versions.Select(version => version.ToProto()) },
            Metrics = { compared.Metrics.Select(ToProto) },
            Differences = { compared.Differences.Select(ToProto) },
        };
    }

    extension(LineageTrace lineage)
    {
        public Proto.GetLineageResponse ToProto() => new()
        {
            Edges =
            {
                lineage.Edges.Select(edge => new Proto.LineageEdge
                {
                    From = edge.From,
                    To = edge.To,
                    Kind = (Proto.LineageEdge.Types.Kind)edge.Kind,
                }),
            },
            Truncated = lineage.IsTruncated,
        };
    }

    private static Proto.MetricComparison ToProto(MetricComparison metric) => new()
    {
        Metric = metric.Metric,
        Values = { metric.Values.Select(value => ToProto(value, metric.Values[0])) },
    };

    private static Proto.MetricValue ToProto(double? value, double? first)
    {
        var proto = new Proto.MetricValue();
        if (value is { } present)
        {
            proto.Value = present;
        }

        if (value - first is { } difference)
        {
            proto.Difference = difference;
        }

        return proto;
    }

    private static Proto.VersionDifference ToProto(VersionDifference difference)
    {
        var proto = new Proto.VersionDifference
        {
            ModelVersion = difference.ModelVersion,
            SameFiles = difference.SameFiles,
            SameSignature = difference.SameSignature,
        };
        if (difference.SameDataset is { } same)
        {
            proto.SameDataset = same;
        }

        return proto;
    }
}
