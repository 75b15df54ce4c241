using Maas.Errors;
using Maas.Monitoring.Monitors;

namespace Maas.Monitoring.Alerts.Silences;

/// <summary>What a silence must look like before it is taken.</summary>
internal static class SilenceChecks
{
    private const int MaxComment = 1_024;

    private static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    /// <summary>The silence with its begin.</summary>
    /// <exception cref="MaasException"><c>INVALID_FIELD</c>, with everything that is wrong.</exception>
    public static Silence Check(Silence sent, DateTimeOffset now)
    {
        var checks = new FieldChecks("silence.");
        var silence = sent with { StartTime = sent.StartTime ?? now };
        if (silence.AlertRule.Length > 0)
        {
            checks.RequireName(silence.AlertRule, "alert_rule", "alertRules");
        }

        if (silence.Monitor.Length > 0)
        {
            checks.RequireName(silence.Monitor, "monitor", "monitors");
        }

        checks.Require(
            silence.ModelVersion.Length == 0 || VersionName.TryParse(silence.ModelVersion, out _), "model_version",
            $"Expected 'models/{{id}}/versions/{{n}}', got '{silence.ModelVersion}'.");
        checks.Require(Enum.IsDefined(silence.Severity), "severity", $"Expected a severity of the contract, got {(int)silence.Severity}.");
        checks.RequireText(silence.Comment, 1, MaxComment, "comment");
        var length = silence.EndTime - silence.StartTime.Value;
        checks.Require(
            length > TimeSpan.Zero && length <= Longest, "end_time",
            $"Expected a time up to 366 days after the begin, {silence.StartTime.Value:u}; got {silence.EndTime:u}.");
        checks.Require(silence.EndTime > now, "end_time", $"Expected a time that is to come, got {silence.EndTime:u}.");
        checks.ThrowIfAny();
        return silence;
    }
}
