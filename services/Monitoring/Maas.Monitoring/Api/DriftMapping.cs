using Google.Protobuf.WellKnownTypes;
using Maas.Contracts.Monitoring.V1;
using Maas.Errors;
using Maas.Monitoring.Drift;
using DriftSettingsProto = Maas.Contracts.Monitoring.V1.DriftSettings;
using FeatureDriftProto = Maas.Contracts.Monitoring.V1.FeatureDrift;

namespace Maas.Monitoring.Api;

/// <summary>Drift and its settings on the wire.</summary>
internal static class DriftMapping
{
    /// <summary>What a window says that has nothing to be compared with.</summary>
    public static DriftSummary Untested(string reason) => new() { PValue = 1, UntestedReason = reason };

    extension(DriftSettingsProto? proto)
    {
        /// <summary>Absent means the defaults, as do absent fields.</summary>
        /// <exception cref="MaasException"><c>INVALID_FIELD</c>.</exception>
        public Drift.DriftSettings FromProto(string field)
        {
            var usual = Drift.DriftSettings.Default;
            return proto is null
                ? usual
                : DriftSettingsRules.Check(
                    proto.FalseAlarmInterval.FromProto($"{field}.false_alarm_interval") ?? usual.FalseAlarmInterval,
                    proto.MinSampleCount == 0 ? usual.MinSampleCount : proto.MinSampleCount,
                    [.. proto.FeatureTests.Select(test => (test.Feature, test.Test))],
                    field);
        }
    }

    extension(Drift.DriftSettings settings)
    {
        public DriftSettingsProto ToProto() => new()
        {
            FalseAlarmInterval = settings.FalseAlarmInterval.ToDuration(),
            MinSampleCount = settings.MinSampleCount,
            FeatureTests =
            {
                settings.FeatureTests.OrderBy(pair => pair.Key, StringComparer.Ordinal)
                    .Select(pair => new FeatureTest { Feature = pair.Key, Test = pair.Value }),
            },
        };
    }

    extension(DriftReport report)
    {
        public DriftSummary ToProto() => new()
        {
            LevelRatio = report.Level,
            PValue = report.PValue,
            IsDrifted = report.IsDrifted,
            DriftedFeatureCount = report.Features.Count(feature => feature.IsDrifted),
            TestCount = report.TestCount,
            UntestedReason = report.Untested switch
            {
                null => "",
                UntestedReason.FewSamples => "few-samples",
                UntestedReason.UnknownSlice => "no-slice-baseline",
                _ => "empty",
            },
        };
    }

    extension(Drift.FeatureDrift drift)
    {
        public FeatureDriftProto ToProto()
        {
            var proto = new FeatureDriftProto
            {
                Feature = drift.Feature,
                Test = drift.Test,
                Statistic = drift.Statistic,
                PValue = drift.PValue ?? 1,
                MissingPValue = drift.MissingPValue ?? 1,
                IsDrifted = drift.IsDrifted,
                Distances = { drift.Distances.Select(figure => new Distance { Recipe = figure.Recipe, Value = figure.Value }) },
                SampleCount = drift.SampleCount,
                MissingCount = drift.MissingCount,
                BaselineMissingRatio = drift.BaselineMissingRatio,
            };
            if (drift.Mean is { } mean)
            {
                proto.Mean = mean;
            }

            if (drift.BaselineMean is { } baselineMean)
            {
                proto.BaselineMean = baselineMean;
            }

            return proto;
        }
    }
}
