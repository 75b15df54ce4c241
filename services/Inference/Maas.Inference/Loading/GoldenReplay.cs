using System.Globalization;
using Maas.Errors;
using Maas.Inference.Models;

namespace Maas.Inference.Loading;

/// <summary>Runs a version's golden examples on the device it will serve from and compares.</summary>
internal static class GoldenReplay
{
    /// <exception cref="MaasException">
    /// <c>GOLDEN_MISMATCH</c> at the first difference; <c>EXECUTION_FAILED</c> when an example does not run.
    /// </exception>
    public static void Check(ServedModel model, IReadOnlyList<GoldenExample> examples, CancellationToken cancellationToken)
    {
        foreach (var example in examples)
        {
            string[] names = [.. example.ExpectedOutputs.Select(output => output.Name)];
            var unknown = Array.Find(names, name => model.Outputs.All(output => output.Name != name));
            if (unknown is not null)
            {
                throw InferenceErrors.GoldenMismatch(model.Model, unknown, "an output of the graph", "no such output");
            }

            var outputs = model.Run(example.Inputs, names, cancellationToken);
            for (var i = 0; i < names.Length; i++)
            {
                Compare(model.Model, example.ExpectedOutputs[i], outputs[i], example.Tolerance);
            }
        }
    }

    private static void Compare(string model, Tensor expected, Tensor actual, double tolerance)
    {
        if (expected.DataType != actual.DataType || !expected.Shape.SequenceEqual(actual.Shape))
        {
            throw InferenceErrors.GoldenMismatch(model, expected.Name, Describe(expected), Describe(actual));
        }

        if (TensorNumbers.Of(expected) is not { } wanted || TensorNumbers.Of(actual) is not { } got || wanted.Length != got.Length)
        {
            if (!expected.Content.Span.SequenceEqual(actual.Content.Span))
            {
                throw InferenceErrors.GoldenMismatch(
                    model, expected.Name, Convert.ToHexString(Head(expected)), Convert.ToHexString(Head(actual)));
            }

            return;
        }

        for (var i = 0; i < wanted.Length; i++)
        {
            if (!IsClose(wanted[i], got[i], tolerance))
            {
                throw InferenceErrors.GoldenMismatch(
                    model, string.Create(CultureInfo.InvariantCulture, $"{expected.Name}[{i}]"),
                    string.Create(CultureInfo.InvariantCulture, $"{wanted[i]:R} ± {tolerance:R}"),
                    got[i].ToString("R", CultureInfo.InvariantCulture));
            }
        }
    }

    private static bool IsClose(double expected, double actual, double tolerance) =>
        expected.Equals(actual) || Math.Abs(expected - actual) <= tolerance;

    private static string Describe(Tensor tensor) => $"{tensor.DataType.OipName} [{string.Join(", ", tensor.Shape)}]";

    private static ReadOnlySpan<byte> Head(Tensor tensor) => tensor.Content.Span[..Math.Min(32, tensor.Content.Length)];
}
