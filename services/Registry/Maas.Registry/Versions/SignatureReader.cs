using System.Globalization;
using Maas.Errors;
using Maas.Onnx.Reading;

namespace Maas.Registry.Versions;

/// <summary>Takes names, types and shapes from the graph and meaning from the caller, where the two agree.</summary>
internal static class SignatureReader
{
    private const string Classification = "classification";
    private const string Clustering = "clustering";

    /// <exception cref="MaasException"><c>SIGNATURE_MISMATCH</c>.</exception>
    public static Signature Read(OnnxGraph graph, Signature told)
    {
        if (told.Task is not (Classification or Clustering) && told.ClassLabels.Count > 0)
        {
            throw RegistryErrors.SignatureMismatch("", "no class labels unless the task is 'classification' or 'clustering'", Count(told.ClassLabels));
        }

        if (told.ClassLabels.Distinct(StringComparer.Ordinal).Count() < told.ClassLabels.Count)
        {
            throw RegistryErrors.SignatureMismatch("", "distinct class labels", string.Join(", ", told.ClassLabels));
        }

        var signature = told with
        {
            Inputs = Merge(graph.Inputs, told.Inputs, "inputs"),
            Outputs = Merge(graph.Outputs, told.Outputs, "outputs"),
        };
        foreach (var input in signature.Inputs)
        {
            CheckInput(input);
        }

        foreach (var output in signature.Outputs)
        {
            CheckOutput(output, signature.ClassLabels.Count);
        }

        return signature;
    }

    private static List<TensorSpec> Merge(IReadOnlyList<OnnxTensor> graph, IReadOnlyList<TensorSpec> told, string what)
    {
        var byName = new Dictionary<string, TensorSpec>(StringComparer.Ordinal);
        foreach (var spec in told)
        {
            var tensor = graph.FirstOrDefault(tensor => tensor.Name == spec.Name) ?? throw RegistryErrors.SignatureMismatch(
                spec.Name, $"one of the graph's {what} ({string.Join(", ", graph.Select(t => t.Name))})", "another name");
            RequireEqual(tensor, spec);
            if (!byName.TryAdd(spec.Name, spec))
            {
                throw RegistryErrors.SignatureMismatch(spec.Name, "one entry", "two");
            }
        }

        return
        [
            .. graph.Select(tensor => (byName.GetValueOrDefault(tensor.Name) ?? new TensorSpec { Name = tensor.Name }) with
            {
                DataType = tensor.DataType,
                Shape = tensor.Shape ?? [],
            }),
        ];
    }

    private static void RequireEqual(OnnxTensor tensor, TensorSpec spec)
    {
        if (spec.DataType.Length > 0 && spec.DataType != tensor.DataType)
        {
            throw RegistryErrors.SignatureMismatch(spec.Name, tensor.DataType, spec.DataType);
        }

        if (spec.Shape.Count > 0 && tensor.Shape is not null && !spec.Shape.SequenceEqual(tensor.Shape))
        {
            throw RegistryErrors.SignatureMismatch(spec.Name, $"shape {Text(tensor.Shape)}", $"shape {Text(spec.Shape)}");
        }
    }

    private static void CheckInput(TensorSpec input)
    {
        var fits = input.Role switch
        {
            TensorRole.Unspecified => true,
            TensorRole.NumericFeature => input.DataType != "BYTES",
            TensorRole.CategoricalFeature or TensorRole.Text => input.DataType == "BYTES",
            TensorRole.Image => input.DataType != "BYTES",
            _ => false,
        };
        if (!fits)
        {
            throw RegistryErrors.SignatureMismatch(input.Name, $"a role of a {input.DataType} input", input.Role.ToString());
        }

        if (input.Role != TensorRole.CategoricalFeature && input.Categories.Count > 0)
        {
            throw RegistryErrors.SignatureMismatch(
                input.Name, "no categories unless its role is CategoricalFeature", Count(input.Categories));
        }

        ImageRules.Check(input);
    }

    private static void CheckOutput(TensorSpec output, int classCount)
    {
        var fits = output.Role switch
        {
            TensorRole.Unspecified => true,
            TensorRole.PredictedValue => output.DataType != "BYTES",
            TensorRole.PredictedLabel => output.DataType == "BYTES",
            TensorRole.ClassScores => output.DataType is "FP16" or "BF16" or "FP32" or "FP64",
            _ => false,
        };
        if (!fits)
        {
            throw RegistryErrors.SignatureMismatch(output.Name, $"a role of a {output.DataType} output", output.Role.ToString());
        }

        if (output.Categories.Count > 0)
        {
            throw RegistryErrors.SignatureMismatch(output.Name, "no categories of an output", Count(output.Categories));
        }

        ImageRules.Check(output);

        if (output is { Role: TensorRole.ClassScores, Shape: [.., >= 0] } && classCount > 0 && output.Shape[^1] != classCount)
        {
            throw RegistryErrors.SignatureMismatch(
                output.Name, $"{output.Shape[^1]} class labels, one per score", classCount.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static string Count(IReadOnlyList<string> texts) => texts.Count.ToString(CultureInfo.InvariantCulture);

    private static string Text(IEnumerable<long> shape) => $"[{string.Join(", ", shape)}]";
}
