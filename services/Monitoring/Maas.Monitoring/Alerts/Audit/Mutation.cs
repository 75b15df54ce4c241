using Maas.Requests;

namespace Maas.Monitoring.Alerts.Audit;

/// <summary>Who changes something, and how often it may happen.</summary>
/// <param name="Actor">Name of the caller.</param>
/// <param name="Method">What was called.</param>
/// <param name="Request">Makes the change happen once; null when the client sent no request id.</param>
internal sealed record Mutation(string Actor, string Method, RequestIdentity? Request = null)
{
    /// <summary>What Monitoring does by itself.</summary>
    public static Mutation ByMonitoring(string method) => new("monitoring", method);
}
