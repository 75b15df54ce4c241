using Maas.Contracts.Oip;
using Maas.Inference.Catalog;

namespace Maas.Inference.Api;

/// <summary>Writes the index of what should be served.</summary>
internal static class RepositoryMapping
{
    /// <summary>Every version under every name, by name, then by number, highest first.</summary>
    public static RepositoryIndexResponse Read(CatalogSnapshot snapshot, bool onlyReady)
    {
        var response = new RepositoryIndexResponse();
        foreach (var entry in snapshot.Entries.Values.OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            foreach (var version in entry.Versions)
            {
                if (!onlyReady || version.State == ModelState.Ready)
                {
                    response.Models.Add(new RepositoryIndexResponse.Types.ModelIndex
                    {
                        Name = entry.Name,
                        Version = version.Version,
                        State = StateOf(version.State),
                        Reason = version.Reason,
                    });
                }
            }
        }

        return response;
    }

    // The words of Triton's index; a version that failed is UNAVAILABLE there, with its reason.
    private static string StateOf(ModelState state) => state switch
    {
        ModelState.Ready => "READY",
        ModelState.Loading => "LOADING",
        _ => "UNAVAILABLE",
    };
}
