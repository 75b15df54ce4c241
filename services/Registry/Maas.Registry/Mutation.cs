using Maas.Requests;

namespace Maas.Registry;

/// <summary>Who changes something, and how often it may happen.</summary>
/// <param name="Actor">Name of the caller, for the history.</param>
/// <param name="Method">What was called, for the audit log.</param>
/// <param name="Request">Makes the change happen once; null when the client sent no request id.</param>
/// <param name="ValidateOnly">Checks everything and changes nothing.</param>
internal sealed record Mutation(string Actor, string Method, RequestIdentity? Request = null, bool ValidateOnly = false)
{
    /// <summary>What the registry does by itself.</summary>
    public static Mutation ByRegistry(string method) => new("registry", method);
}
