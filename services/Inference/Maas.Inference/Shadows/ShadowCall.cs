using Maas.Inference.Batching;
using Maas.Inference.Models;

namespace Maas.Inference.Shadows;

/// <summary>A request that was answered and waits for its second run.</summary>
/// <param name="Job">Holds the shadow, and a copy of the inputs.</param>
/// <param name="Answered">The version that answered. It may be unloaded by now: do not run it.</param>
/// <param name="InputBytes">Bytes of the inputs as they came.</param>
internal readonly record struct ShadowCall(InferJob Job, ServedModel Answered, long InputBytes)
{
    /// <summary>Copies the inputs of the request for the shadow.</summary>
    /// <param name="from">The request; it ran.</param>
    /// <returns>Empty, or why the shadow cannot take them. Their sizes are left to ONNX Runtime.</returns>
    public string Copy(InferJob from)
    {
        var expected = Job.Model.Inputs;
        for (var i = 0; i < expected.Count; i++)
        {
            var index = IndexOf(expected[i].Name);
            if (index < 0)
            {
                return $"the request has no input '{expected[i].Name}'.";
            }

            if (Answered.Inputs[index].DataType != expected[i].DataType)
            {
                return $"input '{expected[i].Name}' is {expected[i].DataType.OipName} there, {Answered.Inputs[index].DataType.OipName} in the request.";
            }

            Job.CopyInput(i, from.Inputs[index].Shape, from.Inputs[index].Content);
        }

        Job.Seal(outputIndexes: null);
        return "";
    }

    private int IndexOf(string input)
    {
        for (var i = 0; i < Answered.Inputs.Count; i++)
        {
            if (Answered.Inputs[i].Name == input)
            {
                return i;
            }
        }

        return -1;
    }
}
