using System.Globalization;
using Maas.Contracts.Monitoring.V1;

namespace Maas.Cli.Outcomes;

/// <summary>One row of a file of outcomes, as it is written there.</summary>
/// <param name="Line">Line in which it begins, from 1.</param>
/// <param name="PredictionId">Empty when there was none.</param>
/// <param name="Truth">Empty when there was none.</param>
internal sealed record OutcomeRow(long Line, string PredictionId, string Truth)
{
    /// <summary>Why the row cannot be read; empty when it can.</summary>
    public string FieldProblem { get; init; } = "";

    /// <summary>Whether the truth can be read as a number.</summary>
    public bool IsNumber => double.TryParse(Truth, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    /// <summary>What the service is sent.</summary>
    public Outcome ToOutcome(bool asNumber) => asNumber
        ? new Outcome { PredictionId = PredictionId, Number = double.Parse(Truth, NumberStyles.Float, CultureInfo.InvariantCulture) }
        : new Outcome { PredictionId = PredictionId, Label = Truth };
}
