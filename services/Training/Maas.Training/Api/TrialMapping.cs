using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Maas.Training.Search.Studies;
using WireTrial = Maas.Contracts.Training.V1.Trial;

namespace Maas.Training.Api;

/// <summary>Trials on the wire.</summary>
internal static class TrialMapping
{
    /// <summary>Resource name of a trial.</summary>
    public static string NameOf(string jobName, int number) => string.Create(CultureInfo.InvariantCulture, $"{jobName}/trials/{number}");

    extension(Search.Studies.Trial trial)
    {
        /// <param name="jobName">Of the search.</param>
        public WireTrial ToProto(string jobName)
        {
            var mapped = new WireTrial
            {
                Name = NameOf(jobName, trial.Number),
                State = StateOf(trial.State),
                ValidationLosses = { trial.Reports.Select(report => report.Loss) },
                Epochs = { trial.Reports.Select(report => report.Step) },
                Problem = trial.Problem,
                BeginOffset = trial.BeginTime.ToDuration(),
                Duration = trial.EndTime is { } end ? (end - trial.BeginTime).ToDuration() : null,
            };
            OptionalField.Set(trial.Value, value => mapped.Objective = value);
            mapped.Parameters.Add(trial.Parameters.ToDictionary(pair => pair.Key, pair => $"{pair.Value}"));
            mapped.Measurements.Add(trial.Measurements.ToDictionary());
            return mapped;
        }
    }

    private static WireTrial.Types.State StateOf(string state) => state switch
    {
        TrialState.Running => WireTrial.Types.State.Running,
        TrialState.Completed => WireTrial.Types.State.Completed,
        TrialState.Stopped => WireTrial.Types.State.Stopped,
        TrialState.Failed => WireTrial.Types.State.Failed,
        TrialState.Abandoned => WireTrial.Types.State.Abandoned,
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Not a state of a trial."),
    };
}
