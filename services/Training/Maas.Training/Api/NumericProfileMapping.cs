using Maas.Contracts.Training.V1;
using Domain = Maas.Training.Profiles;

namespace Maas.Training.Api;

/// <summary>What is known of numbers, on the wire.</summary>
internal static class NumericProfileMapping
{
    extension(Domain.NumericProfile numeric)
    {
        public NumericProfile ToProto()
        {
            var mapped = new NumericProfile
            {
                Min = numeric.Min,
                Max = numeric.Max,
                Mean = numeric.Mean,
                Quantiles = { numeric.Quantiles.Select(q => new Quantile { Probability = q.Probability, Value = q.Value }) },
                Histogram = { numeric.Histogram.Select(bin => bin.ToProto()) },
                Median = numeric.Median,
                MedianAbsoluteDeviation = numeric.MedianAbsoluteDeviation,
                ZeroCount = numeric.ZeroCount,
                NegativeCount = numeric.NegativeCount,
                WholeCount = numeric.WholeCount,
                Outliers = { numeric.Outliers.Select(rule => rule.ToProto()) },
            };
            numeric.AddMoments(mapped);
            return mapped;
        }

        private void AddMoments(NumericProfile mapped)
        {
            if (numeric.StandardDeviation is { } deviation)
            {
                mapped.StandardDeviation = deviation;
            }

            if (numeric.Variance is { } variance)
            {
                mapped.Variance = variance;
            }

            if (numeric.Skewness is { } skewness)
            {
                mapped.Skewness = skewness;
            }

            if (numeric.Kurtosis is { } kurtosis)
            {
                mapped.Kurtosis = kurtosis;
            }
        }
    }

    extension(Domain.HistogramBin bin)
    {
        private HistogramBin ToProto() => new() { Lower = bin.Lower, Upper = bin.Upper, Count = bin.Count };
    }

    extension(Domain.OutlierProfile rule)
    {
        private OutlierProfile ToProto() => new()
        {
            Method = rule.Method,
            Lower = rule.Lower,
            Upper = rule.Upper,
            Count = rule.Count,
            Examples = { rule.Examples.Select(row => new OutlierRow { RowNumber = row.RowNumber, Value = row.Value }) },
        };
    }
}
