using System.Text.Json;
using Maas.Errors;

namespace Maas.Inference.Sampling;

/// <summary>gRPC status code names: <c>INVALID_ARGUMENT</c>, …</summary>
internal static class StatusCodeNames
{
    private static readonly Dictionary<MaasErrorCode, string> Names = Enum.GetValues<MaasErrorCode>()
        .ToDictionary(code => code, code => JsonNamingPolicy.SnakeCaseUpper.ConvertName(code.ToString()));

    public static string Of(MaasErrorCode code) => Names[code];
}
