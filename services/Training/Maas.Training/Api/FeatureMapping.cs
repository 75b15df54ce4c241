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
            IsCaseSensitive = feature.CaseSensitive,
            MaxNgram = feature.HasMaxNgram ? feature.MaxNgram : null,
            MinDocuments = feature.HasMinDocuments ? feature.MinDocuments : null,
            MaxTerms = feature.HasMaxTerms ? feature.MaxTerms : null,
            MaxLength = feature.HasMaxLength ? feature.MaxLength : null,
            Image = feature.Image?.FromProto(),
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
                CaseSensitive = feature.IsCaseSensitive,
                Image = feature.Image?.ToProto(),
            };
            OptionalField.Set(feature.BinCount, value => mapped.BinCount = value);
            OptionalField.Set(feature.MaxNgram, value => mapped.MaxNgram = value);
            OptionalField.Set(feature.MinDocuments, value => mapped.MinDocuments = value);
            OptionalField.Set(feature.MaxTerms, value => mapped.MaxTerms = value);
            OptionalField.Set(feature.MaxLength, value => mapped.MaxLength = value);

            return mapped;
        }
    }
}
