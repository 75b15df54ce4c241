using Maas.Contracts.Training.V1;
using Maas.Training.Profiles;
using Domain = Maas.Training.Profiles;

namespace Maas.Training.Api;

/// <summary>Profiles on the wire.</summary>
internal static class ProfileMapping
{
    extension(ProfileReport report)
    {
        public Contracts.Training.V1.DatasetProfile ToProto(string datasetVersion) => new()
        {
            DatasetVersion = datasetVersion,
            RowCount = report.Profile.RowCount,
            Columns = { report.Profile.Columns.Select(column => column.ToProto()) },
            Correlations = { report.Profile.Correlations.Select(correlation => correlation.ToProto()) },
            DuplicateRowCount = report.Profile.DuplicateRowCount,
            CategoryAssociations = { report.Profile.CategoryAssociations.Select(association => association.ToProto()) },
            CategoryEffects = { report.Profile.CategoryEffects.Select(effect => effect.ToProto()) },
            RowAnomalies = report.Profile.RowAnomalies?.ToProto(),
            SampledRowCount = report.Profile.SampledRowCount,
            Findings = { report.Findings.Select(finding => finding.ToProto()) },
            Target = report.Target?.ToProto(),
        };
    }

    extension(Domain.ColumnProfile profile)
    {
        private Contracts.Training.V1.ColumnProfile ToProto()
        {
            var mapped = new Contracts.Training.V1.ColumnProfile
            {
                Column = profile.Column.Name,
                Kind = profile.Column.Kind.ToProto(),
                PresentCount = profile.PresentCount,
                MissingCount = profile.MissingCount,
                DistinctCount = profile.DistinctCount,
                Numeric = profile.Numeric?.ToProto(),
                TopValues = { profile.TopValues.Select(top => top.ToProto()) },
                Text = profile.Text?.ToProto(),
            };
            if (profile.EntropyBits is { } entropy)
            {
                mapped.EntropyBits = entropy;
            }

            return mapped;
        }
    }

    extension(Domain.ValueCount top)
    {
        private Contracts.Training.V1.ValueCount ToProto() => new() { Value = top.Value, Count = top.Count };
    }

    extension(Domain.TextProfile text)
    {
        private Contracts.Training.V1.TextProfile ToProto() =>
            new() { Characters = text.Characters.ToProto(), Words = text.Words.ToProto() };
    }

    extension(Domain.LengthProfile length)
    {
        private Contracts.Training.V1.LengthProfile ToProto() =>
            new() { Min = length.Min, Mean = length.Mean, Max = length.Max };
    }

    extension(Finding finding)
    {
        private DataFinding ToProto() => new()
        {
            Kind = finding.Kind,
            Severity = finding.Severity.ToProto(),
            Columns = { finding.Columns },
            Value = finding.Value,
            Message = finding.Message,
            Advice = finding.Advice,
        };
    }

    extension(FindingSeverity severity)
    {
        private DataFinding.Types.Severity ToProto() => severity switch
        {
            FindingSeverity.Info => DataFinding.Types.Severity.Info,
            FindingSeverity.Warning => DataFinding.Types.Severity.Warning,
            FindingSeverity.Error => DataFinding.Types.Severity.Error,
            _ => throw new ArgumentOutOfRangeException(nameof(severity), severity, "Not a severity."),
        };
    }
}
