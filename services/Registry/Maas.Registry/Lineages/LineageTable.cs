using Maas.Errors;
using Maas.Names;
using Maas.Registry.Aliases;
using Maas.Registry.Deployments;
using Maas.Registry.Versions;
using Maas.Storage.Database;

namespace Maas.Registry.Lineages;

/// <summary>The steps of lineage in the database. Every method runs in the session of its caller.</summary>
internal static class LineageTable
{
    private const string CodePrefix = "codeRevisions/";

    // What versions name, by the column that names it.
    private static readonly (string Column, LineageKind Kind, Func<string, string?> ValueOf)[] Origins =
    [
        ("dataset_version", LineageKind.TrainedOn, name => ResourceName.TryParse(name, ["datasets", "versions"], out _) ? name : null),
        ("training_job", LineageKind.MadeBy, name => ResourceName.TryParse(name, ["trainingJobs"], out _) ? name : null),
        ("code_revision", LineageKind.Code, name => name.StartsWith(CodePrefix, StringComparison.Ordinal) ? name[CodePrefix.Length..] : null),
        ("parent_model_version", LineageKind.Continues, name => RegistryNames.TryParseVersion(name, out _, out _) ? name : null),
    ];

    /// <exception cref="MaasException"><c>INVALID_FIELD</c>: no resource that lineage knows.</exception>
    public static void RequireKnownKind(string resource)
    {
        if (resource.Any(char.IsControl) || Array.TrueForAll(Origins, origin => origin.ValueOf(resource) is null or ""))
        {
            throw CommonErrors.InvalidField(
                "resource",
                $"Expected 'models/{{model}}/versions/{{n}}', 'datasets/{{dataset}}/versions/{{n}}', 'trainingJobs/{{job}}' or 'codeRevisions/{{revision}}', got '{resource}'.");
        }
    }

    /// <summary>Whether more may follow behind a resource: aliases and deployments are ends.</summary>
    public static bool MayGoOn(string resource) => RegistryNames.TryParseVersion(resource, out _, out _);

    extension(DatabaseSession session)
    {
        /// <summary>What a resource was made from; nothing for those of other services.</summary>
        public async Task<IReadOnlyList<LineageEdge>> ListUpstreamAsync(string resource)
        {
            if (!RegistryNames.TryParseVersion(resource, out var model, out var number)
                || await session.FindVersionAsync(model, number) is not { } version)
            {
                return [];
            }

            var lineage = version.Lineage;
            LineageEdge[] edges =
            [
                new(lineage.DatasetVersion, resource, LineageKind.TrainedOn),
                new(lineage.TrainingJob, resource, LineageKind.MadeBy),
                new(lineage.CodeRevision.Length > 0 ? CodePrefix + lineage.CodeRevision : "", resource, LineageKind.Code),
                new(lineage.ParentModelVersion, resource, LineageKind.Continues),
            ];
            return [.. edges.Where(edge => edge.From.Length > 0)];
        }

        /// <summary>What was made from a resource, and where a version is used.</summary>
        public async Task<IReadOnlyList<LineageEdge>> ListDownstreamAsync(string resource, int limit)
        {
            var edges = new List<LineageEdge>();
            foreach (var (column, kind, valueOf) in Origins)
            {
                if (valueOf(resource) is not { Length: > 0 } value)
                {
                    continue;
                }

                var rows = await session.QueryAsync<VersionRow>(
                    $"""
                    SELECT model_id AS Model, version_number AS Number FROM model_versions WHERE {column} = @value
                    ORDER BY create_revision LIMIT @limit
                    """,
                    new { value, limit });
                edges.AddRange(rows.Select(row => new LineageEdge(resource, RegistryNames.Version(row.Model, row.Number), kind)));
            }

            return [.. edges, .. await ListUsesAsync(session, resource)];
        }
    }

    private static async Task<IReadOnlyList<LineageEdge>> ListUsesAsync(DatabaseSession session, string resource)
    {
        if (!RegistryNames.TryParseVersion(resource, out var model, out var number))
        {
            return [];
        }

        var aliases = await session.ListAliasNamesAsync(model, number);
        var deployments = await session.ListFollowersAsync([resource, .. aliases]);
        return
        [
            .. aliases.Select(alias => new LineageEdge(resource, alias, LineageKind.Alias)),
            .. deployments.Select(deployment => new LineageEdge(resource, deployment.Name, LineageKind.ServedBy)),
        ];
    }

    private sealed record VersionRow(string Model, long Number);
}
