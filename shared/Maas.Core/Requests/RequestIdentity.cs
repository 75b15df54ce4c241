using Maas.Digests;

namespace Maas.Requests;

/// <summary>
/// Makes a mutation idempotent: the same id with the same body gets the first answer back, the same id with
/// another body is refused. Source: google.aip.dev/155.
/// </summary>
/// <param name="Id">UUID chosen by the client.</param>
/// <param name="Method">Full gRPC method name; ids of different methods do not meet.</param>
/// <param name="BodyDigest">Digest of the request's bytes.</param>
public sealed record RequestIdentity(string Id, string Method, Sha256Digest BodyDigest);
