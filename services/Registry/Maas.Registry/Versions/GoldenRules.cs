using System.Buffers.Binary;

namespace Maas.Registry.Versions;

/// <summary>Golden examples must be replayable: names, types, shapes and sizes fit the signature.</summary>
internal static class GoldenRules
{
    private const int BytesLengthPrefix = 4;

    public static void Check(IReadOnlyList<GoldenExample> examples, Signature signature, FieldChecks checks)
    {
        for (var i = 0; i < examples.Count; i++)
        {
            var field = $"model_version.golden_examples[{i}]";
            var example = examples[i];
            CheckTensors(example.Inputs, signature.Inputs, $"{field}.inputs", checks);
            CheckTensors(example.ExpectedOutputs, signature.Outputs, $"{field}.expected_outputs", checks);
            var missing = signature.Inputs.Select(input => input.Name).Except(example.Inputs.Select(input => input.Name)).ToList();
            checks.Require(missing.Count == 0, $"{field}.inputs", $"Missing: {string.Join(", ", missing)}.");
            checks.Require(
                example.ExpectedOutputs.Count > 0, $"{field}.expected_outputs", $"Expected at least one.");
            checks.Require(
                example.Tolerance >= 0 && double.IsFinite(example.Tolerance), $"{field}.tolerance",
                $"Expected 0 or more, got {example.Tolerance}.");
        }
    }

    private static void CheckTensors(
        IReadOnlyList<TensorValue> values, IReadOnlyList<TensorSpec> specs, string field, FieldChecks checks)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < values.Count; i++)
        {
            var value = values[i];
            var spec = specs.FirstOrDefault(spec => spec.Name == value.Name);
            var known = checks.Require(
                spec is not null && seen.Add(value.Name), $"{field}[{i}].name",
                $"Expected each of {string.Join(", ", specs.Select(s => s.Name))} at most once, got '{value.Name}'.");
            if (!known)
            {
                continue;
            }

            checks.Require(
                value.DataType == spec!.DataType, $"{field}[{i}].data_type", $"Expected {spec.DataType}, got '{value.DataType}'.");
            checks.Require(
                Fits(value.Shape, spec.Shape), $"{field}[{i}].shape",
                $"Expected [{string.Join(", ", spec.Shape)}], got [{string.Join(", ", value.Shape)}].");
            checks.Require(
                HasSize(value), $"{field}[{i}].content",
                $"{value.Content.Length} bytes do not hold [{string.Join(", ", value.Shape)}] elements of {value.DataType}.");
        }
    }

    /// <summary>An unknown rank is an empty shape in the specification, and so is a scalar's.</summary>
    private static bool Fits(IReadOnlyList<long> shape, IReadOnlyList<long> spec) =>
        shape.All(size => size >= 0) &&
        (spec.Count == 0 || (shape.Count == spec.Count && shape.Zip(spec).All(pair => pair.Second < 0 || pair.First == pair.Second)));

    private static bool HasSize(TensorValue value)
    {
        var elements = value.Shape.Aggregate((Int128)1, (product, size) => product * Math.Max(0, size));
        return value.DataType switch
        {
            "BYTES" => elements == CountTexts(value.Content),
            "BOOL" or "INT8" or "UINT8" => value.Content.Length == elements,
            "INT16" or "UINT16" or "FP16" or "BF16" => value.Content.Length == 2 * elements,
            "INT32" or "UINT32" or "FP32" => value.Content.Length == 4 * elements,
            "INT64" or "UINT64" or "FP64" => value.Content.Length == 8 * elements,
            _ => false,
        };
    }

    /// <summary>-1 when the lengths do not add up.</summary>
    private static Int128 CountTexts(ReadOnlySpan<byte> content)
    {
        var count = 0;
        while (content.Length >= BytesLengthPrefix)
        {
            var length = BinaryPrimitives.ReadUInt32LittleEndian(content);
            if (length > content.Length - BytesLengthPrefix)
            {
                return -1;
            }

            content = content[(BytesLengthPrefix + (int)length)..];
            count++;
        }

        return content.IsEmpty ? count : -1;
    }
}
