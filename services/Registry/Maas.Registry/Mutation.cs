using Maas.Requests;

namespace Maas.Registry;

/// <summary>Who changes something, and how often it may happen.</summary>
/// <param name="Actor">Name of the caller, for the history.</param>
/// <param name="Request">Makes the change happen once; null when the client sent no request id.</param>
/// <param name="ValidateOnly">Checks everything and changes nothing.</param>
internal sealed record Mutation(string Actor, RequestIdentity? Request = null, bool ValidateOnly = false);
