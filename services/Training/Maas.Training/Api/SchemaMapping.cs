using Maas.Training.Datasets;
using Domain = Maas.Training.Datasets.Schemas;
using Wire = Maas.Contracts.Training.V1;

namespace Maas.Training.Api;

/// <summary>Schemas of datasets on the wire. The name and the etag belong to the call, not to the schema.</summary>
internal static class SchemaMapping
{
    extension(Domain.DatasetSchema schema)
    {
        public Wire.DatasetSchema ToProto(string datasetId)
        {
            var message = new Wire.DatasetSchema
            {
                Name = Domain.DatasetSchema.NameOf(datasetId),
                Etag = schema.Etag,
                Columns = { schema.Columns.Select(column => column.ToProto()) },
                NewColumnsAllowed = schema.AllowsNewColumns,
            };
            if (schema.MinRowCount is { } min)
            {
                message.MinRowCount = min;
            }

            if (schema.MaxRowCount is { } max)
            {
                message.MaxRowCount = max;
            }

            return message;
        }
    }

    extension(Wire.DatasetSchema message)
    {
        public Domain.DatasetSchema FromProto() => new()
        {
            Columns = [.. message.Columns.Select(column => column.FromProto())],
            MinRowCount = message.HasMinRowCount ? message.MinRowCount : null,
            MaxRowCount = message.HasMaxRowCount ? message.MaxRowCount : null,
            AllowsNewColumns = message.NewColumnsAllowed,
        };
    }

    extension(Domain.ColumnSchema column)
    {
        public Wire.ColumnSchema ToProto()
        {
            var message = new Wire.ColumnSchema
            {
                Column = column.Name,
                Kind = column.Kind.ToProto(),
                IsOptional = column.IsOptional,
                MinPresentRatio = column.MinPresentRatio,
                Values = { column.Values },
                MinKnownRatio = column.MinKnownRatio,
                IsUnique = column.IsUnique,
            };
            if (column.Min is { } min)
            {
                message.Min = min;
            }

            if (column.Max is { } max)
            {
                message.Max = max;
            }

            if (column.MinDistinctCount is { } fewest)
            {
                message.MinDistinctCount = fewest;
            }

            if (column.MaxDistinctCount is { } most)
            {
                message.MaxDistinctCount = most;
            }

            return message;
        }
    }

    extension(Wire.ColumnSchema message)
    {
        // A number that no kind has is told by SchemaRules.
        public Domain.ColumnSchema FromProto() => new()
        {
            Name = message.Column,
            Kind = (ColumnKind)message.Kind,
            IsOptional = message.IsOptional,
            MinPresentRatio = message.MinPresentRatio,
            Values = [.. message.Values],
            MinKnownRatio = message.HasMinKnownRatio ? message.MinKnownRatio : 1,
            Min = message.HasMin ? message.Min : null,
            Max = message.HasMax ? message.Max : null,
            IsUnique = message.IsUnique,
            MinDistinctCount = message.HasMinDistinctCount ? message.MinDistinctCount : null,
            MaxDistinctCount = message.HasMaxDistinctCount ? message.MaxDistinctCount : null,
        };
    }

    extension(Domain.SchemaAnomaly anomaly)
    {
        public Wire.SchemaAnomaly ToProto() => new()
        {
            Kind = anomaly.Kind,
            Severity = anomaly.IsError ? Wire.SchemaAnomaly.Types.Severity.Error : Wire.SchemaAnomaly.Types.Severity.Warning,
            Column = anomaly.Column,
            Count = anomaly.Count,
            Message = anomaly.Message,
            Examples = { anomaly.Examples },
        };
    }
}
