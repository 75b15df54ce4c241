using Maas.Names;

namespace Maas.Monitoring.Monitors;

/// <summary>Name of a version, <c>models/{model}/versions/{n}</c>; ordered by model, then by number.</summary>
internal readonly record struct VersionName(string Model, long Number) : IComparable<VersionName>
{
    private static readonly string[] Collections = ["models", "versions"];

    public static bool TryParse(string name, out VersionName version)
    {
        version = default;
        if (!ResourceName.TryParse(name, Collections, out var ids)
            || !WatchedName.IsId(ids[0])
            || !ResourceName.TryParseNumber(ids[1], out var number))
        {
            return false;
        }

        version = new VersionName(ids[0], number);
        return true;
    }

    /// <exception cref="FormatException">Not the name of a version.</exception>
    public static VersionName Parse(string name) => TryParse(name, out var version)
        ? version
        : throw new FormatException($"Expected 'models/{{id}}/versions/{{n}}', got '{name}'.");

    public int CompareTo(VersionName other)
    {
        var models = string.CompareOrdinal(Model, other.Model);
        return models != 0 ? models : Number.CompareTo(other.Number);
    }

    public override string ToString() => $"models/{Model}/versions/{Number}";
}
