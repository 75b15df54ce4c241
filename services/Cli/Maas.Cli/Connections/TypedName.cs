using System.Globalization;
using Maas.Cli.Terminal;
using Maas.Names;

namespace Maas.Cli.Connections;

/// <summary>
/// Turns what people type into resource names: <c>iris</c>, <c>iris@2</c> or <c>iris/2</c>, <c>iris@production</c>, or the
/// whole name.
/// </summary>
internal static class TypedName
{
    /// <summary><c>iris</c> or <c>models/iris</c>.</summary>
    public static string Model(string text) => In("models", text);

    /// <summary><c>iris</c> or <c>datasets/iris</c>.</summary>
    public static string Dataset(string text) => In("datasets", text);

    /// <summary><c>iris</c> or <c>deployments/iris</c>.</summary>
    public static string Deployment(string text) => In("deployments", text);

    /// <summary><c>iris</c> or <c>monitors/iris</c>.</summary>
    public static string Monitor(string text) => In("monitors", text);

    /// <summary><c>churn-drift</c> or <c>alertRules/churn-drift</c>.</summary>
    public static string AlertRule(string text) => In("alertRules", text);

    /// <summary>An alert's id or name.</summary>
    public static string Alert(string text) => In("alerts", text);

    /// <summary>A silence's id or name.</summary>
    public static string Silence(string text) => In("silences", text);

    /// <summary><c>on-call</c> or <c>webhooks/on-call</c>.</summary>
    public static string Webhook(string text) => In("webhooks", text);

    /// <summary>A job's id or name.</summary>
    public static string TrainingJob(string text) => In("trainingJobs", text);

    /// <summary><c>iris@2</c>, <c>iris/2</c> or <c>models/iris/versions/2</c>.</summary>
    /// <exception cref="CommandFailedException">It names no version.</exception>
    public static string ModelVersion(string text) => Version("models", text) ?? throw new CommandFailedException(
        ExitCode.Usage, "version-missing",
        $"Expected a version such as 'iris@2' or 'models/iris/versions/2', got '{text}'.");

    /// <summary>As <see cref="ModelVersion"/>; null when no version is named.</summary>
    public static string? FindModelVersion(string text) => Version("models", text);

    /// <summary><c>iris@production</c> or <c>models/iris/aliases/production</c>; null when no alias is named.</summary>
    public static string? FindAlias(string text)
    {
        if (ResourceName.TryParse(text, ["models", "aliases"], out _))
        {
            return text;
        }

        return text.Split('@') is [{ Length: > 0 } id, var alias] && ResourceId.IsValid(alias)
            ? $"{In("models", id)}/aliases/{alias}"
            : null;
    }

    /// <summary>The model of a version or an alias: <c>models/iris</c> of <c>models/iris/versions/2</c>.</summary>
    public static string ModelOf(string name) => string.Join('/', name.Split('/').Take(2));

    /// <summary><c>iris@2</c>, <c>iris/2</c> or <c>datasets/iris/versions/2</c>; null when no version is named.</summary>
    public static string? DatasetVersion(string text) => Version("datasets", text);

    /// <summary>Last segment of a name.</summary>
    public static string Id(string name) => name[(name.LastIndexOf('/') + 1)..];

    /// <summary><c>models/iris/versions/2</c> as people type it: <c>iris@2</c>, <c>iris@production</c>; a dash for nothing.</summary>
    public static string Short(string name) => name.Split('/') switch
    {
        [_, var id, "versions", var number] => $"{id}@{number}",
        ["models", var id, "aliases", var alias] => $"{id}@{alias}",
        [_, var id] => id,
        _ => name.Length == 0 ? "–" : name,
    };

    // What has another collection in front is a mistake, not an id.
    private static string In(string collection, string text) =>
        text.StartsWith($"{collection}/", StringComparison.Ordinal) ? text
        : !text.Contains('/', StringComparison.Ordinal) ? $"{collection}/{text}"
        : throw new CommandFailedException(
            ExitCode.Usage, "name-malformed", $"Expected an id such as 'iris', or a name such as '{collection}/iris', got '{text}'.");

    private static string? Version(string collection, string text)
    {
        if (ResourceName.TryParse(text, [collection, "versions"], out _))
        {
            return text;
        }

        var parts = text.Contains('@', StringComparison.Ordinal) ? text.Split('@') : text.Split('/');
        return parts is [{ Length: > 0 } id, var number] && id != collection && ResourceName.TryParseNumber(number, out var n)
            ? string.Create(CultureInfo.InvariantCulture, $"{In(collection, id)}/versions/{n}")
            : null;
    }
}
