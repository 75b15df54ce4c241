using Maas.Contracts.Training.V1;
using Domain = Maas.Training.Profiles;

namespace Maas.Training.Api;

/// <summary>What is known of several columns together, on the wire.</summary>
internal static class RelationMapping
{
    extension(Domain.Correlation correlation)
    {
        public Correlation ToProto()
        {
            var mapped = new Correlation { LeftColumn = correlation.Left, RightColumn = correlation.Right };
            if (correlation.Pearson is { } pearson)
            {
                mapped.Pearson = pearson;
            }

            if (correlation.Spearman is { } spearman)
            {
                mapped.Spearman = spearman;
            }

            if (correlation.Covariance is { } covariance)
            {
                mapped.Covariance = covariance;
            }

            return mapped;
        }
    }

    extension(Domain.CategoryAssociation association)
    {
        public CategoryAssociation ToProto()
        {
            var mapped = new CategoryAssociation { LeftColumn = association.Left, RightColumn = association.Right };
            if (association.CramersV is { } coefficient)
            {
                mapped.CramersV = coefficient;
            }

            return mapped;
        }
    }

    extension(Domain.CategoryEffect effect)
    {
        public CategoryEffect ToProto()
        {
            var mapped = new CategoryEffect { CategoryColumn = effect.Category, NumericColumn = effect.Number };
            if (effect.Eta is { } eta)
            {
                mapped.Eta = eta;
            }

            return mapped;
        }
    }

    extension(Domain.RowAnomalies anomalies)
    {
        public RowAnomalies ToProto() => new()
        {
            Columns = { anomalies.Columns },
            Threshold = anomalies.Threshold,
            AnomalousRowCount = anomalies.AnomalousRowCount,
            Rows = { anomalies.Rows.Select(row => new ScoredRow { RowNumber = row.RowNumber, Score = row.Score }) },
        };
    }

    extension(Domain.TargetProfile target)
    {
        public TargetProfile ToProto() => new()
        {
            Column = target.Column,
            Associations = { target.Associations.Select(association => association.ToProto()) },
        };
    }

    extension(Domain.TargetAssociation association)
    {
        private TargetAssociation ToProto()
        {
            var mapped = new TargetAssociation { Column = association.Column, Measure = association.Measure };
            if (association.Value is { } value)
            {
                mapped.Value = value;
            }

            return mapped;
        }
    }
}
