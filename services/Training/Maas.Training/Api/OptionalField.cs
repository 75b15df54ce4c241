namespace Maas.Training.Api;

/// <summary>Fields that are sent only when they have a value.</summary>
internal static class OptionalField
{
    /// <summary>Sets one.</summary>
    public static void Set<T>(T? value, Action<T> set)
        where T : struct
    {
        if (value is { } known)
        {
            set(known);
        }
    }
}
