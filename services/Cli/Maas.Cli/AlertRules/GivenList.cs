using Google.Protobuf.Collections;

namespace Maas.Cli.AlertRules;

/// <summary>Lists that an option replaces as a whole.</summary>
internal static class GivenList
{
    /// <summary>What is typed for an empty list.</summary>
    public const string None = "none";

    extension(RepeatedField<string> list)
    {
        /// <summary>Puts what was given in the place of what there is; nothing given changes nothing.</summary>
        public void Replace(string[]? given, Func<string, string>? read = null)
        {
            if (given is not { Length: > 0 })
            {
                return;
            }

            list.Clear();
            list.Add(given is [None] ? [] : given.Select(read ?? (text => text)));
        }
    }
}
