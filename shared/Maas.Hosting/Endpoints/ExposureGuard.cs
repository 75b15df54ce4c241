using Maas.Hosting.Configuration;

namespace Maas.Hosting.Endpoints;

/// <summary>Keeps a host without TLS and authentication on loopback, unless it was told otherwise in so many words.</summary>
internal static class ExposureGuard
{
    /// <exception cref="HostRefusedException">Other machines could reach the host, and nothing protects it.</exception>
    public static void Check(IEnumerable<ListenAddress> addresses, HostingOptions options)
    {
        var exposed = addresses.Where(address => !address.IsLoopback).ToList();
        var missing = (options.CertificatePath.Length > 0, options.TokensFile.Length > 0) switch
        {
            (true, true) => "",
            (true, false) => "authentication (Maas:Hosting:TokensFile)",
            (false, true) => "TLS (Maas:Hosting:CertificatePath and KeyPath)",
            _ => "TLS (Maas:Hosting:CertificatePath and KeyPath) and authentication (Maas:Hosting:TokensFile)",
        };
        if (exposed.Count > 0 && missing.Length > 0 && !options.Insecure)
        {
            throw new HostRefusedException(
                $"it would listen on {string.Join(", ", exposed.Select(address => address.EndPoint))}, which other machines "
                + $"can reach, without {missing}. Set that, listen on 127.0.0.1, or say --insecure.");
        }
    }
}
