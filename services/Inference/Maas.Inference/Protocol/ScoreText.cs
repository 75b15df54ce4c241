using System.Globalization;
using System.Numerics;

namespace Maas.Inference.Protocol;

/// <summary>Writes scores as C++ does, so that clients of Triton find the texts they know.</summary>
/// <remarks>Source: ISO C++, <c>std::to_string</c>: whole numbers in decimal, others as <c>printf</c> does with <c>%f</c>.</remarks>
internal static class ScoreText
{
    /// <summary>Six digits after the point for floating-point numbers, also <c>inf</c>, <c>-inf</c> and <c>nan</c>.</summary>
    public static string Of<T>(T score)
        where T : INumber<T> => score is float or double or Half
            ? Of(double.CreateChecked(score))
            : score.ToString(null, CultureInfo.InvariantCulture);

    private static string Of(double score) => score switch
    {
        double.NaN => "nan",
        double.PositiveInfinity => "inf",
        double.NegativeInfinity => "-inf",
        _ => score.ToString("F6", CultureInfo.InvariantCulture),
    };
}
