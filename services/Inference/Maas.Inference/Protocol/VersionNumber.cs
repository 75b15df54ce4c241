using Maas.Errors;
using Maas.Names;

namespace Maas.Inference.Protocol;

/// <summary>Numbers that pin a version.</summary>
internal static class VersionNumber
{
    /// <summary>Gives the text when it is empty or a number.</summary>
    /// <exception cref="MaasException"><c>PARAMETER_INVALID</c>.</exception>
    public static string Require(string version) =>
        version.Length == 0 || ResourceName.TryParseNumber(version, out _)
            ? version
            : throw InferenceErrors.ParameterInvalid(
                "model_version", $"expected nothing or a decimal number of 1 or more, got '{ErrorText.Short(version)}'.");
}
