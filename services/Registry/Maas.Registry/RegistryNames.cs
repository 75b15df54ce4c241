using System.Globalization;
using Maas.Errors;
using Maas.Names;

namespace Maas.Registry;

/// <summary>Names of the registry's resources, made and read.</summary>
internal static class RegistryNames
{
    public static string Model(string model) => $"models/{model}";

    public static string Version(string model, long number) =>
        string.Create(CultureInfo.InvariantCulture, $"models/{model}/versions/{number}");

    /// <summary>Empty for no version.</summary>
    public static string Version(string model, long? number) => number is { } n ? Version(model, n) : "";

    public static string Alias(string model, string alias) => $"models/{model}/aliases/{alias}";

    public static string Deployment(string deployment) => $"deployments/{deployment}";

    /// <exception cref="MaasException"><c>INVALID_ARGUMENT</c>, naming <paramref name="field"/>.</exception>
    public static string ParseModel(string name, string field) => ResourceName.Parse(name, field, "models")[0];

    /// <exception cref="MaasException"><c>INVALID_ARGUMENT</c>, naming <paramref name="field"/>.</exception>
    public static string ParseDeployment(string name, string field) =>
        ResourceName.Parse(name, field, "deployments")[0];

    /// <exception cref="MaasException"><c>INVALID_ARGUMENT</c>, naming <paramref name="field"/>.</exception>
    public static (string Model, string Alias) ParseAlias(string name, string field)
    {
        var ids = ResourceName.Parse(name, field, "models", "aliases");
        return (ids[0], ids[1]);
    }

    /// <exception cref="MaasException"><c>INVALID_ARGUMENT</c>, naming <paramref name="field"/>.</exception>
    public static (string Model, long Number) ParseVersion(string name, string field)
    {
        var ids = ResourceName.Parse(name, field, "models", "versions");
        return ResourceName.TryParseNumber(ids[1], out var number)
            ? (ids[0], number)
            : throw CommonErrors.InvalidField(field, $"Expected a version number from 1, got '{ids[1]}'.");
    }

    public static bool TryParseVersion(string name, out string model, out long number)
    {
        (model, number) = ("", 0);
        if (!ResourceName.TryParse(name, ["models", "versions"], out var ids) ||
            !ResourceName.TryParseNumber(ids[1], out number))
        {
            return false;
        }

        model = ids[0];
        return true;
    }

    public static bool TryParseAlias(string name, out string model, out string alias)
    {
        var found = ResourceName.TryParse(name, ["models", "aliases"], out var ids);
        (model, alias) = found ? (ids![0], ids[1]) : ("", "");
        return found;
    }
}
