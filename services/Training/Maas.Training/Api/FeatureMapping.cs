using Maas.Contracts.Training.V1;
using Maas.Training.Jobs;

namespace Maas.Training.Api;

/// <summary>What is done to a column, on the wire.</summary>
internal static class FeatureMapping
{
    extension(FeatureSpec feature)
    {
        public FeatureChoice FromProto() => new(feature.Column, feature.Imputation, feature.ImputationConstant, feature.Scaling)
        {
            Outliers = feature.Outliers,
            OutlierAction = feature.OutlierAction,
            Transform = feature.Transform,
            BinCount = feature.HasBinCount ? feature.BinCount : null,
            HasMissingIndicator = feature.MissingIndicator,
            Encoding = feature.Encoding,
        };
    }

    extension(FeatureChoice feature)
    {
        public FeatureSpec ToProto()
        {
            var mapped = new FeatureSpec
            {
                Column = feature.Column,
                Imputation = feature.Imputation,
                ImputationConstant = feature.ImputationConstant,
                Scaling = feature.Scaling,
                Outliers = feature.Outliers,
                OutlierAction = feature.OutlierAction,
                Transform = feature.Transform,
                MissingIndicator = feature.HasMissingIndicator,
                Encoding = feature.Encoding,
            };
            if (feature.BinCount is { } bins)
            {
                mapped.BinCount = bins;
            }

            return mapped;
        }
    }
}
