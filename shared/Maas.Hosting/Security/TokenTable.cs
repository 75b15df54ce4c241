using System.Buffers;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Maas.Digests;
using Maas.Hosting.Configuration;

namespace Maas.Hosting.Security;

/// <summary>The bearer tokens of a host, by their digests. Immutable, thread-safe.</summary>
internal sealed class TokenTable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    private readonly IReadOnlyList<(byte[] Digest, Caller Caller)> _entries;

    private TokenTable(IReadOnlyList<(byte[] Digest, Caller Caller)> entries) => _entries = entries;

    /// <summary>
    /// Reads a file: an array of <c>{"name": "ci", "sha256": "…", "permissions": ["registry.*"]}</c>.
    /// </summary>
    /// <exception cref="HostRefusedException">The file is not that.</exception>
    public static TokenTable Load(string path)
    {
        try
        {
            var entries = JsonSerializer.Deserialize<Entry[]>(File.ReadAllBytes(path), Json) ?? [];
            return new TokenTable([.. entries.Select(entry => Read(entry, path))]);
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new HostRefusedException(
                $"the tokens file '{path}' cannot be read: {exception.Message} Expected an array of objects "
                + """{"name": "…", "sha256": "<64 hex digits>", "permissions": ["registry.*"]}.""", exception);
        }
    }

    /// <summary>Finds who holds a token, in a time that does not depend on which entry it is.</summary>
    /// <returns>The caller; null when nobody holds it.</returns>
    public Caller? Find(ReadOnlySpan<char> token)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(token.Length));
        SHA256.HashData(bytes.AsSpan(0, Encoding.UTF8.GetBytes(token, bytes)), digest);
        ArrayPool<byte>.Shared.Return(bytes, clearArray: true);

        Caller? found = null;
        foreach (var (known, caller) in _entries)
        {
            if (CryptographicOperations.FixedTimeEquals(known, digest))
            {
                found = caller;
            }
        }

        return found;
    }

    private static (byte[] Digest, Caller Caller) Read(Entry? entry, string path)
    {
        if (entry is null || entry.Name.Length == 0 || !Sha256Digest.TryParse(entry.Sha256.ToLowerInvariant(), out var digest))
        {
            throw new HostRefusedException(
                $"the tokens file '{path}': the entry '{entry?.Name}' needs a name and a sha256 of 64 hex digits.");
        }

        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, entry.Name)], authenticationType: "Bearer");
        return (Convert.FromHexString(digest.Hex), new Caller(new ClaimsPrincipal(identity), entry.Permissions));
    }

    private sealed record Entry(string Name, string Sha256, string[] Permissions);
}

/// <summary>Someone who may call.</summary>
/// <param name="Principal">Carries the name.</param>
/// <param name="Permissions">What it may do; a trailing <c>*</c> covers every permission with that prefix.</param>
internal sealed record Caller(ClaimsPrincipal Principal, IReadOnlyList<string> Permissions)
{
    /// <summary>Whether a grant covers the permission.</summary>
    public bool May(string permission)
    {
        foreach (var grant in Permissions)
        {
            if (grant == permission
                || (grant.EndsWith('*') && permission.AsSpan().StartsWith(grant.AsSpan(0, grant.Length - 1), StringComparison.Ordinal)))
            {
                return true;
            }
        }

        return false;
    }
}
