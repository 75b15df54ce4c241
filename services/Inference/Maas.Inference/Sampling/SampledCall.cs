using Maas.Inference.Calls;
using Maas.Inference.Models;

namespace Maas.Inference.Sampling;

/// <summary>
/// Rows of one answered request that were chosen for Monitoring. When all were, it holds on to the tensors instead of copying
/// values, so that the request does not wait for it; of some rows the others are let go of. Of texts it keeps the lengths, of images nothing. Read
/// once, by the shipper.
/// </summary>
internal sealed record SampledCall
{
    // What the other side takes of one sample; it would refuse a whole shipment for more.
    private const int MaxFeatures = 1000;
    private const int MaxFeatureNameLength = 256;

    // That of a text gets a few words around it.
    private static readonly int LongestTextName = MaxFeatureNameLength - TextLengths.NameOf("").Length;

    // Ids, names of deployment and version, and the time of one sample on the wire, roughly.
    private const int RowOverhead = 160;

    // Tags and lengths of one value on the wire, beside its name and content.
    private const int ValueOverhead = 8;

    /// <summary>As <see cref="OperationCount.Source"/>.</summary>
    public required string Source { get; init; }

    /// <summary>The version, <c>models/{model}/versions/{n}</c>.</summary>
    public required string ModelVersion { get; init; }

    /// <summary>When it was answered.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Inputs that are numbers and categories, and the lengths of texts.</summary>
    public required IReadOnlyList<FeatureColumn> Features { get; init; }

    /// <summary>The number or the label; null when it was not asked for.</summary>
    public required FeatureColumn? Prediction { get; init; }

    /// <summary>Scores of the classes; null when they were not computed for the request.</summary>
    public required ClassScoreRows? Scores { get; init; }

    /// <summary>One id per chosen row; empty when the caller was told none.</summary>
    public required IReadOnlyList<Guid> PredictionIds { get; init; }

    /// <summary>How many rows were chosen.</summary>
    public required int RowCount { get; init; }

    /// <summary>Size of all chosen rows on the wire, roughly, in bytes.</summary>
    public required int SizeBytes { get; init; }

    /// <summary>
    /// Whether the meaning of any input is known: without it there is nothing to sample. Of images there are the predictions. A model with
    /// more features than Monitoring takes is counted and not sampled.
    /// </summary>
    public static bool CanSample(ServedModel model)
    {
        var (count, isKnown) = (0, false);
        var inputs = model.Signature.Inputs;

        // Asked for every request: an enumerator of the interface would be allocated.
        for (var i = 0; i < inputs.Count; i++)
        {
            var input = inputs[i];
            if (input.Role == TensorRole.Unknown)
            {
                continue;
            }

            isKnown = true;
            if (input.Role != TensorRole.Image && (++count > MaxFeatures || input.Name.Length > LongestNameOf(input.Role)))
            {
                return false;
            }
        }

        return isKnown;
    }

    /// <summary>Takes rows of an answer.</summary>
    /// <param name="answer">What a request got.</param>
    /// <param name="source">As <see cref="Source"/>.</param>
    /// <param name="modelVersion">As <see cref="ModelVersion"/>.</param>
    /// <param name="rows">Indexes of the chosen rows, ascending, at least one.</param>
    /// <param name="now">When it was answered.</param>
    public static SampledCall Of(CallAnswer answer, string source, string modelVersion, IReadOnlyList<int> rows, DateTimeOffset now)
    {
        var features = new List<FeatureColumn>(answer.Inputs.Count);
        var signature = answer.Model.Signature;
        foreach (var meaning in signature.Inputs)
        {
            var column = meaning.Role switch
            {
                TensorRole.NumericFeature or TensorRole.CategoricalFeature => FeatureColumn.Of(Find(answer.Inputs, meaning.Name), answer.RowCount, rows),
                TensorRole.Text => TextLengths.Of(Find(answer.Inputs, meaning.Name), answer.RowCount, rows),
                _ => null,
            };
            if (column is not null)
            {
                features.Add(column);
            }
        }

        var prediction = signature.Outputs.FirstOrDefault(
            output => output.Role is TensorRole.PredictedValue or TensorRole.PredictedLabel);
        var scores = ClassScoreRows.Of(answer, rows);
        return new SampledCall
        {
            Source = source,
            ModelVersion = modelVersion,
            Time = now,
            Features = features,
            Prediction = prediction is null ? null : FeatureColumn.Of(answer.Output(prediction.Name), answer.RowCount, rows),
            Scores = scores,
            PredictionIds = answer.PredictionIds.Count == 0 || rows.Count == answer.RowCount
                ? answer.PredictionIds
                : [.. rows.Select(row => answer.PredictionIds[row])],
            RowCount = rows.Count,
            SizeBytes = SizeOf(features, scores, rows.Count),
        };
    }

    private static int LongestNameOf(TensorRole role) => role == TensorRole.Text ? LongestTextName : MaxFeatureNameLength;

    private static int SizeOf(List<FeatureColumn> features, ClassScoreRows? scores, long rowCount)
    {
        var size = (RowOverhead + (scores?.RowBytes ?? 0)) * rowCount;
        foreach (var feature in features)
        {
            size += ((feature.Name.Length + ValueOverhead) * rowCount) + feature.Values.ContentSize;
        }

        return (int)Math.Min(size, int.MaxValue);
    }

    private static Tensor? Find(IReadOnlyList<Tensor> tensors, string name)
    {
        foreach (var tensor in tensors)
        {
            if (tensor.Name == name)
            {
                return tensor;
            }
        }

        return null;
    }
}
