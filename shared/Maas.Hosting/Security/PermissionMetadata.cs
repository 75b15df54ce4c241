using Microsoft.AspNetCore.Builder;

namespace Maas.Hosting.Security;

/// <summary>Who may call an HTTP endpoint.</summary>
/// <param name="Permission">What a caller needs; null when everybody may.</param>
internal sealed record PermissionMetadata(string? Permission);

/// <summary>Says who may call an HTTP endpoint. A host with one of which nobody said it does not start.</summary>
public static class PermissionConventions
{
    extension<TBuilder>(TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder
    {
        /// <summary>Asks every caller for a permission, e.g. <c>inference.predictions.predict</c>.</summary>
        public TBuilder RequirePermission(string permission) => endpoint.WithMetadata(new PermissionMetadata(permission));

        /// <summary>Lets everybody in. For probes and public pages.</summary>
        public TBuilder WithoutPermission() => endpoint.WithMetadata(new PermissionMetadata(null));
    }
}
