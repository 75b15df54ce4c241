using Google.Protobuf.Collections;

namespace Maas.Cli.Monitors.Settings;

/// <summary>Changes lists of names by what is added and what is taken away, as <c>models update</c> does with labels.</summary>
internal static class NameList
{
    /// <summary>Takes away, then adds at the end what is not there yet.</summary>
    public static void Change(RepeatedField<string> list, string[]? added, string[]? removed)
    {
        foreach (var name in removed ?? [])
        {
            list.Remove(name);
        }

        foreach (var name in added ?? [])
        {
            if (!list.Contains(name))
            {
                list.Add(name);
            }
        }
    }
}
