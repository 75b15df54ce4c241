using Maas.Errors;
using Maas.Inference.Models;

namespace Maas.Inference.Protocol;

/// <summary>Checks the names in a request against those of the model.</summary>
internal static class TensorNames
{
    /// <exception cref="MaasException"><c>TENSOR_DUPLICATED</c>, <c>TENSOR_UNKNOWN</c> or <c>INPUT_MISSING</c>.</exception>
    public static void RequireInputs(ServedModel model, IReadOnlyList<SentTensor> inputs)
    {
        for (var i = 0; i < inputs.Count; i++)
        {
            if (!IsNameOf(model.Inputs, inputs[i].Name))
            {
                throw InferenceErrors.TensorUnknown(inputs[i].Name, Names(model.Inputs));
            }

            for (var earlier = 0; earlier < i; earlier++)
            {
                if (inputs[earlier].Name == inputs[i].Name)
                {
                    throw InferenceErrors.TensorDuplicated(inputs[i].Name);
                }
            }
        }

        if (inputs.Count < model.Inputs.Count)
        {
            var missing = model.Inputs.First(known => inputs.All(input => input.Name != known.Name));
            throw InferenceErrors.InputMissing(missing.Name, Names(model.Inputs), inputs.Select(input => input.Name));
        }
    }

    /// <exception cref="MaasException"><c>TENSOR_DUPLICATED</c> or <c>TENSOR_UNKNOWN</c>.</exception>
    public static void RequireOutputs(ServedModel model, IReadOnlyList<string> names)
    {
        for (var i = 0; i < names.Count; i++)
        {
            if (!IsNameOf(model.Outputs, names[i]))
            {
                throw InferenceErrors.TensorUnknown(names[i], Names(model.Outputs));
            }

            for (var earlier = 0; earlier < i; earlier++)
            {
                if (names[earlier] == names[i])
                {
                    throw InferenceErrors.TensorDuplicated(names[i]);
                }
            }
        }
    }

    private static bool IsNameOf(IReadOnlyList<TensorInfo> tensors, string name)
    {
        foreach (var tensor in tensors)
        {
            if (tensor.Name == name)
            {
                return true;
            }
        }

        return false;
    }

    private static IEnumerable<string> Names(IReadOnlyList<TensorInfo> tensors) => tensors.Select(tensor => tensor.Name);
}
