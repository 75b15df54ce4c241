using Maas.Contracts.Training.V1;
using Domain = Maas.Training.Profiles;

namespace Maas.Training.Api;

/// <summary>Profiles on the wire.</summary>
internal static class ProfileMapping
{
    extension(Domain.DatasetProfile profile)
    {
        public DatasetProfile ToProto(string datasetVersion) => new()
        {
            DatasetVersion = datasetVersion,
            RowCount = profile.RowCount,
            Columns = { profile.Columns.Select(column => column.ToProto()) },
            Correlations = { profile.Correlations.Select(correlation => correlation.ToProto()) },
            DuplicateRowCount = profile.DuplicateRowCount,
        };
    }

    extension(Domain.ColumnProfile profile)
    {
        private ColumnProfile ToProto() => new()
        {
            Column = profile.Column.Name,
            Kind = profile.Column.Kind.ToProto(),
            PresentCount = profile.PresentCount,
            MissingCount = profile.MissingCount,
            DistinctCount = profile.DistinctCount,
            Numeric = profile.Numeric?.ToProto(),
            TopValues = { profile.TopValues.Select(top => new ValueCount { Value = top.Value, Count = top.Count }) },
        };
    }

    extension(Domain.NumericProfile numeric)
    {
        private NumericProfile ToProto()
        {
            var mapped = new NumericProfile
            {
                Min = numeric.Min,
                Max = numeric.Max,
                Mean = numeric.Mean,
                Quantiles = { numeric.Quantiles.Select(q => new Quantile { Probability = q.Probability, Value = q.Value }) },
                Histogram = { numeric.Histogram.Select(bin => bin.ToProto()) },
            };
            if (numeric.StandardDeviation is { } deviation)
            {
                mapped.StandardDeviation = deviation;
            }

            if (numeric.Skewness is { } skewness)
            {
                mapped.Skewness = skewness;
            }

            if (numeric.Kurtosis is { } kurtosis)
            {
                mapped.Kurtosis = kurtosis;
            }

            return mapped;
        }
    }

    extension(Domain.HistogramBin bin)
    {
        private HistogramBin ToProto() => new() { Lower = bin.Lower, Upper = bin.Upper, Count = bin.Count };
    }

    extension(Domain.Correlation correlation)
    {
        private Correlation ToProto()
        {
            var mapped = new Correlation { LeftColumn = correlation.Left, RightColumn = correlation.Right };
            if (correlation.Pearson is { } pearson)
            {
                mapped.Pearson = pearson;
            }

            return mapped;
        }
    }
}
