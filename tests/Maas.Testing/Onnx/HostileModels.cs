namespace Maas.Testing.Onnx;

/// <summary>All hostile models there are, made by code.</summary>
public static class HostileModels
{
    /// <summary>In the same order each time.</summary>
    public static IEnumerable<HostileModel> All() =>
    [
        .. HostileFunctions.All(),
        .. HostileSizes.All(),
        .. HostileRuns.All(),
        .. HostilePaths.All(),
        .. HostileTensors.All(),
        .. HostileStructures.All(),
        .. HostileWire.All(),
        .. HostileBytes.All(),
    ];

    /// <summary>Those that are refused unopened.</summary>
    public static IEnumerable<HostileModel> Refused() => All().Where(model => model.RefusedWith is not null);

    /// <summary>Those that only opening them tells.</summary>
    public static IEnumerable<HostileModel> Contained() => All().Where(model => model.RefusedWith is null);
}
