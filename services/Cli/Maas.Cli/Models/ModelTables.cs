using Maas.Cli.Connections;
using Maas.Cli.Terminal;
using Maas.Contracts.Registry.V1;
using Spectre.Console.Rendering;

namespace Maas.Cli.Models;

/// <summary>Models as tables.</summary>
internal static class ModelTables
{
    public static IRenderable List(IEnumerable<Model> models) => TextTable.Of(
        "", ["model", "display name", ">versions", "aliases", "labels", "created", "deleted"],
        models.Select(model => new[]
        {
            TypedName.Short(model.Name), model.DisplayName, Figures.Count(model.LatestVersionNumber), AliasesOf(model),
            LabelsOf(model.Labels), Figures.Time(model.CreateTime), model.DeleteTime is null ? "" : Figures.Time(model.DeleteTime),
        }));

    public static IRenderable Model(Model model) => TextTable.Facts(
        TypedName.Short(model.Name),
        ("display name", model.DisplayName),
        ("description", model.Description),
        ("versions", Figures.Count(model.LatestVersionNumber)),
        ("aliases", AliasesOf(model)),
        ("labels", LabelsOf(model.Labels)),
        ("created", Figures.Time(model.CreateTime)),
        ("changed", Figures.Time(model.UpdateTime)),
        ("deleted", model.DeleteTime is null ? "" : Figures.Time(model.DeleteTime)),
        ("can be undeleted until", model.ExpireTime is null ? "" : Figures.Time(model.ExpireTime)));

    /// <summary>Labels on one line, by key.</summary>
    public static string LabelsOf(IEnumerable<KeyValuePair<string, string>> labels) => string.Join(
        ", ", labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}"));

    private static string AliasesOf(Model model) => string.Join(
        ", ", model.Aliases.OrderBy(alias => alias.Key, StringComparer.Ordinal)
            .Select(alias => $"{alias.Key} → {TypedName.Id(alias.Value)}"));
}
