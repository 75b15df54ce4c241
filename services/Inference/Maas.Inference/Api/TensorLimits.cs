using System.Globalization;
using Maas.Errors;

namespace Maas.Inference.Api;

/// <summary>How much a request may name, whoever reads it: what costs a caller two bytes costs a few hundred here.</summary>
internal static class TensorLimits
{
    /// <summary>Inputs, and outputs, of one request.</summary>
    public const int MostTensors = 4_096;

    /// <summary>Refuses one tensor too many.</summary>
    /// <param name="count">Those before it.</param>
    /// <param name="field">Where they stand.</param>
    /// <exception cref="MaasException"><c>INVALID_FIELD</c>.</exception>
    public static void RequireRoom(int count, string field)
    {
        if (count >= MostTensors)
        {
            throw CommonErrors.InvalidField(field, string.Create(CultureInfo.InvariantCulture, $"Expected {MostTensors} at most, got more."));
        }
    }
}
