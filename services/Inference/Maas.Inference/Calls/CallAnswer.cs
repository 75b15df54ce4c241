using Maas.Inference.Batching;
using Maas.Inference.Models;
using Maas.Inference.Protocol;

namespace Maas.Inference.Calls;

/// <summary>What a model gave, and who it was.</summary>
internal sealed record CallAnswer
{
    /// <summary>The name that was asked for: a deployment or a model.</summary>
    public required string Name { get; init; }

    /// <summary>Id of the deployment; empty when a model was asked for by its own name.</summary>
    public required string Deployment { get; init; }

    /// <summary>The version that answered. It may be unloaded by now: read what it says of itself, do not run it.</summary>
    public required ServedModel Model { get; init; }

    /// <summary>What went in, but for images: nobody asks for those again, and they are large.</summary>
    public required IReadOnlyList<Tensor> Inputs { get; init; }

    /// <summary>What came out, in the order asked for.</summary>
    public required IReadOnlyList<Tensor> Outputs { get; init; }

    /// <summary>Size of the first dimension of the first input; 1 when it has none.</summary>
    public required int RowCount { get; init; }

    /// <summary>One id per row, when the caller is told them; empty otherwise.</summary>
    public required IReadOnlyList<Guid> PredictionIds { get; init; }

    /// <summary>Copies it out of a job that has run.</summary>
    public static CallAnswer Of(InferJob job, bool namesPredictions)
    {
        var inputs = new List<Tensor>(job.Inputs.Length);
        for (var i = 0; i < job.Inputs.Length; i++)
        {
            var info = job.Model.Inputs[i];
            if (!IsImage(job.Model.Signature, info.Name))
            {
                inputs.Add(new Tensor(info.Name, info.DataType, job.Inputs[i].Shape, job.Inputs[i].Content.ToArray()));
            }
        }

        var outputs = new Tensor[job.Outputs.Length];
        for (var i = 0; i < outputs.Length; i++)
        {
            outputs[i] = job.Outputs[i].ToTensor();
        }

        return new CallAnswer
        {
            Name = job.Lease.Name,
            Deployment = job.Lease.Deployment,
            Model = job.Model,
            Inputs = inputs,
            Outputs = outputs,
            RowCount = job.RowCount,
            PredictionIds = namesPredictions ? NewIds(job.RowCount) : [],
        };
    }

    /// <summary>The output of this name; null when it was not asked for.</summary>
    public Tensor? Output(string name)
    {
        foreach (var output in Outputs)
        {
            if (output.Name == name)
            {
                return output;
            }
        }

        return null;
    }

    /// <summary>The answer with the best classes in place of outputs.</summary>
    /// <param name="counts">How many of each output, 0 for the output as it is.</param>
    public CallAnswer WithClasses(IReadOnlyList<int> counts) => this with
    {
        Outputs = [.. Outputs.Select((output, i) => counts[i] == 0
            ? output
            : Classification.Of(output, Model.Outputs[Model.OutputIndex(output.Name)], counts[i], Model.Signature.LabelsOf(output.Name)))],
    };

    private static bool IsImage(ModelSignature signature, string input)
    {
        for (var i = 0; i < signature.Inputs.Count; i++)
        {
            if (signature.Inputs[i].Role == TensorRole.Image && signature.Inputs[i].Name == input)
            {
                return true;
            }
        }

        return false;
    }

    private static Guid[] NewIds(int count)
    {
        var ids = new Guid[count];
        for (var i = 0; i < count; i++)
        {
            ids[i] = Guid.NewGuid();
        }

        return ids;
    }
}
