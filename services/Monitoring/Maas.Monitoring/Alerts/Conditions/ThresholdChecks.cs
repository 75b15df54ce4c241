namespace Maas.Monitoring.Alerts.Conditions;

/// <summary>What a threshold must look like.</summary>
internal static class ThresholdChecks
{
    public static void Check(Threshold threshold, FieldChecks checks, string field)
    {
        if (!checks.RequireOneOf(threshold.Comparison, Threshold.Comparisons, $"{field}.comparison"))
        {
            return;
        }

        if (!checks.Require(double.IsFinite(threshold.Value), $"{field}.value", $"Expected a finite number, got {threshold.Value}."))
        {
            return;
        }

        if (threshold.ClearValue is { } clear)
        {
            checks.Require(
                double.IsFinite(clear) && (threshold.Comparison == Threshold.Above ? clear <= threshold.Value : clear >= threshold.Value),
                $"{field}.clear_value",
                $"Expected a finite number that is not {threshold.Comparison} {threshold.Value}, got {clear}.");
        }
    }
}
