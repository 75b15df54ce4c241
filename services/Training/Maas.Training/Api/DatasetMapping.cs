using Google.Protobuf.WellKnownTypes;
using Maas.Contracts.Training.V1;
using Maas.Training.Datasets;
using Domain = Maas.Training.Datasets;

namespace Maas.Training.Api;

/// <summary>Datasets on the wire.</summary>
internal static class DatasetMapping
{
    extension(DatasetLine dataset)
    {
        public Dataset ToProto() => new()
        {
            Name = DatasetLine.NameOf(dataset.Id),
            Uid = dataset.Uid.ToString("D"),
            LatestVersionNumber = dataset.LatestVersion,
            CreateTime = dataset.CreateTime.ToTimestamp(),
        };
    }

    extension(Domain.DatasetVersion version)
    {
        public Contracts.Training.V1.DatasetVersion ToProto() => new()
        {
            Name = version.Name,
            SourceSha256 = version.Source.Hex,
            SourceSizeBytes = version.SourceSizeBytes,
            TableSha256 = version.Table.Hex,
            Columns = { version.Columns.Select(column => column.ToProto()) },
            RowCount = version.RowCount,
            RejectedRowCount = version.RejectedRowCount,
            CreateTime = version.CreateTime.ToTimestamp(),
            RowFingerprint = version.RowFingerprint,
            Format = version.Format,
        };
    }

    extension(DataColumn column)
    {
        public Column ToProto() => new() { Name = column.Name, Kind = column.Kind.ToProto() };
    }

    extension(ColumnKind kind)
    {
        public Column.Types.Kind ToProto() => kind switch
        {
            ColumnKind.Numeric => Column.Types.Kind.Numeric,
            ColumnKind.Categorical => Column.Types.Kind.Categorical,
            ColumnKind.Image => Column.Types.Kind.Image,
            _ => Column.Types.Kind.Text,
        };
    }

    extension(Domain.RejectedRow row)
    {
        public Contracts.Training.V1.RejectedRow ToProto() => new()
        {
            LineNumber = row.LineNumber,
            Column = row.Column,
            Reason = row.Reason,
            Message = row.Message,
            Content = row.Content,
        };
    }
}
