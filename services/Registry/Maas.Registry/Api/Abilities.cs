using Maas.Registry.Aliases;
using Maas.Registry.Deployments;
using Maas.Registry.Lineages;
using Maas.Registry.Models;
using Maas.Registry.Versions;

namespace Maas.Registry.Api;

/// <summary>What can be done with models.</summary>
internal sealed record ModelAbilities(ModelCatalog Catalog, ModelStates States);

/// <summary>What can be done with versions.</summary>
internal sealed record VersionAbilities(
    VersionCatalog Catalog, VersionStates States, VersionComparison Comparison, LineageGraph Lineage);

/// <summary>What decides which version answers.</summary>
internal sealed record ServingAbilities(
    AliasBook Aliases, AliasHistory AliasHistory, DeploymentBoard Deployments, DeploymentHistory DeploymentHistory);
