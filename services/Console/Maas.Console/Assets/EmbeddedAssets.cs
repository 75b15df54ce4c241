using System.Collections.Frozen;
using Maas.Console.Security;
using Maas.Digests;
using Maas.Hosting.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Maas.Console.Assets;

/// <summary>
/// Scripts, styles and the icon, out of this assembly. Each has its digest in its address, so that a browser keeps it for good and
/// takes a new one at once. Thread-safe.
/// </summary>
public static class EmbeddedAssets
{
    private static readonly FrozenDictionary<string, Asset> All = new (string Path, string Resource, string ContentType)[]
    {
        ("/assets/console.css", "console.css", "text/css"),
        ("/assets/icon.svg", "icon.svg", "image/svg+xml"),
        ("/assets/MudBlazor.min.css", "MudBlazor.min.css", "text/css"),
        ("/assets/MudBlazor.min.js", "MudBlazor.min.js", "text/javascript"),
        ("/_framework/blazor.web.js", "blazor.web.js", "text/javascript"),
    }.ToFrozenDictionary(asset => asset.Path, asset => Read(asset.Resource, asset.ContentType));

    /// <summary>Address of an asset, its digest included.</summary>
    public static string AddressOf(string path) => $"{path}?v={All[path].Digest}";

    extension(WebApplication app)
    {
        /// <summary>Serves them to everybody.</summary>
        internal void MapEmbeddedAssets()
        {
            foreach (var (path, asset) in All)
            {
                app.MapGet(path, (HttpContext context) =>
                    {
                        context.Response.Headers.CacheControl = context.Request.Query["v"] == asset.Digest
                            ? "public, max-age=31536000, immutable"
                            : "no-cache";
                        return TypedResults.Bytes(
                            asset.Content, asset.ContentType, entityTag: new EntityTagHeaderValue($"\"{asset.Digest}\""));
                    })
                    .WithMetadata(new ConsoleAsset())
                    .WithoutPermission();
            }
        }
    }

    private static Asset Read(string resource, string contentType)
    {
        using var stream = typeof(EmbeddedAssets).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The assembly has no '{resource}'.");
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return new Asset(content, $"{contentType}; charset=utf-8", Sha256Digest.Of(content).Hex[..16]);
    }

    private sealed record Asset(byte[] Content, string ContentType, string Digest);
}
