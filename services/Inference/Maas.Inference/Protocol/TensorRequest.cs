using Maas.Errors;
using Maas.Inference.Models;

namespace Maas.Inference.Protocol;

/// <summary>Tensors that a model can run on. Made by <see cref="Checked"/> from what a caller sent.</summary>
/// <param name="Inputs">Every input of the graph, in its order.</param>
/// <param name="OutputNames">What to compute, in the order asked for; empty for all outputs.</param>
internal sealed record TensorRequest(IReadOnlyList<Tensor> Inputs, IReadOnlyList<string> OutputNames)
{
    /// <summary>How many classes of each output are wanted in its place, 0 for the output as it is; empty when none is asked for so.</summary>
    public IReadOnlyList<int> ClassCounts { get; init; } = [];

    /// <summary>Checks a request against the model.</summary>
    /// <param name="model">The model that shall run.</param>
    /// <param name="inputs">Inputs in any order.</param>
    /// <param name="outputNames">Outputs asked for; empty for all.</param>
    /// <param name="classCounts">As <see cref="ClassCounts"/>.</param>
    /// <exception cref="MaasException"><c>INVALID_ARGUMENT</c>, naming the tensor, what was expected and what came.</exception>
    public static TensorRequest Checked(
        ServedModel model, IReadOnlyList<SentTensor> inputs, IReadOnlyList<string> outputNames, IReadOnlyList<int> classCounts)
    {
        TensorNames.RequireInputs(model, inputs);
        TensorNames.RequireOutputs(model, outputNames);
        Classification.Require(model, outputNames, classCounts);
        var tensors = new Tensor[model.Inputs.Count];
        for (var i = 0; i < tensors.Length; i++)
        {
            tensors[i] = TensorCheck.Require(model.Inputs[i], Find(inputs, model.Inputs[i].Name));
        }

        SharedDimensions.Require(model.Inputs, tensors);
        return new TensorRequest(tensors, outputNames) { ClassCounts = classCounts };
    }

    private static SentTensor Find(IReadOnlyList<SentTensor> inputs, string name)
    {
        foreach (var input in inputs)
        {
            if (input.Name == name)
            {
                return input;
            }
        }

        throw new InvalidOperationException($"Input '{name}' was found and is gone.");
    }
}
