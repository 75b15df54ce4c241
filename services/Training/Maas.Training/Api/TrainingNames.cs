using System.Globalization;
using Maas.Errors;
using Maas.Names;
using Maas.Training.Jobs;

namespace Maas.Training.Api;

/// <summary>Reads the resource names of Training as callers send them.</summary>
internal static class TrainingNames
{
    /// <exception cref="MaasException"><c>INVALID_FIELD</c>.</exception>
    public static string Dataset(string name, string field) => ResourceName.Parse(name, field, "datasets")[0];

    /// <summary>The dataset of a schema.</summary>
    /// <exception cref="MaasException"><c>INVALID_FIELD</c>.</exception>
    public static string Schema(string name, string field)
    {
        const string end = "/schema";
        return name.EndsWith(end, StringComparison.Ordinal)
            ? Dataset(name[..^end.Length], field)
            : throw CommonErrors.InvalidField(field, $"Expected 'datasets/{{dataset}}/schema', got '{name}'.");
    }

    /// <exception cref="MaasException"><c>INVALID_FIELD</c>.</exception>
    public static (string Id, long Number) DatasetVersion(string name, string field)
    {
        var ids = ResourceName.Parse(name, field, "datasets", "versions");
        return ResourceName.TryParseNumber(ids[1], out var number)
            ? (ids[0], number)
            : throw CommonErrors.InvalidField(field, $"Expected a version number of 1 or more, got '{ids[1]}'.");
    }

    /// <exception cref="MaasException"><c>INVALID_FIELD</c>.</exception>
    public static string Job(string name, string field) => ResourceName.Parse(name, field, "trainingJobs")[0];

    /// <summary>A job, a trial of one or the variants of one, as workers are given them; the id under which it is held.</summary>
    /// <exception cref="MaasException"><c>INVALID_FIELD</c>.</exception>
    public static string Work(string name, string field)
    {
        const string variants = "/variants";

        // By the number of segments: a job may be called "trials" or "variants".
        switch (name.AsSpan().Count('/'))
        {
            case 2 when name.EndsWith(variants, StringComparison.Ordinal):
                return TrialOrigin.VariantsIdOf(Job(name[..^variants.Length], field));
            case 3:
                return Trial(name, field);
            default:
                return Job(name, field);
        }
    }

    private static string Trial(string name, string field)
    {
        var ids = ResourceName.Parse(name, field, "trainingJobs", "trials");
        return int.TryParse(ids[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? TrialOrigin.IdOf(ids[0], number)
            : throw CommonErrors.InvalidField(field, $"Expected the number of a trial, got '{ids[1]}'.");
    }
}
