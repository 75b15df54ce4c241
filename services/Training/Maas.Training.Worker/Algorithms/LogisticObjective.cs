using Maas.Training.Worker.Data;
using static TorchSharp.torch;

namespace Maas.Training.Worker.Algorithms;

/// <summary>
/// The loss of logistic regression and its gradient in closed form. A point holds the free weights, shape
/// [free, width], then the free intercepts, shape [free]; two classes have 1 free row, the first class' logit
/// being 0, and more have one each.
/// </summary>
internal sealed class LogisticObjective : IDisposable
{
    private readonly Tensor _x;
    private readonly Tensor _truth;
    private readonly Tensor _weights;
    private readonly int _classCount;
    private readonly double _l2Penalty;

    /// <param name="features">The training rows.</param>
    /// <param name="classes">Class of each row.</param>
    /// <param name="classWeights">What the loss of a row counts, by class; 2 or more classes.</param>
    /// <param name="l2Penalty">0 or more.</param>
    public LogisticObjective(FeatureMatrix features, int[] classes, double[] classWeights, double l2Penalty)
    {
        using var scope = NewDisposeScope();
        var classCount = _classCount = classWeights.Length;
        _l2Penalty = l2Penalty;
        Width = features.Width;
        Free = classCount == 2 ? 1 : classCount;
        _x = tensor(features.Values, [features.RowCount, features.Width])
            .to(ScalarType.Float64).DetachFromDisposeScope();
        _truth = nn.functional.one_hot(tensor(Array.ConvertAll(classes, c => (long)c)), classCount)
            .to(ScalarType.Float64).DetachFromDisposeScope();
        _weights = tensor(Array.ConvertAll(classes, c => classWeights[c])).unsqueeze_(1).DetachFromDisposeScope();
    }

    /// <summary>Length of a point.</summary>
    public int ParameterCount => Free * (Width + 1);

    private int Width { get; }

    private int Free { get; }

    /// <summary>Summed loss at a point; writes its gradient.</summary>
    public double Evaluate(double[] point, Span<double> gradient)
    {
        using var scope = NewDisposeScope();
        var weights = tensor(point.AsSpan(0, Free * Width).ToArray(), [Free, Width]);
        var intercepts = tensor(point.AsSpan(Free * Width).ToArray());
        var logits = _x.matmul(weights.t()) + intercepts;
        if (_classCount == 2)
        {
            logits = cat([zeros_like(logits), logits], 1);
        }

        var logProbabilities = nn.functional.log_softmax(logits, 1);
        var loss = (logProbabilities * _truth * _weights).sum().neg() + (weights.square().sum() * (_l2Penalty / 2));
        var residuals = ((logProbabilities.exp() - _truth) * _weights)[TensorIndex.Colon, TensorIndex.Slice(_classCount - Free)];
        var weightGradient = residuals.t().matmul(_x) + (weights * _l2Penalty);
        weightGradient.contiguous().data<double>().ToArray().CopyTo(gradient);
        residuals.sum([0L]).data<double>().ToArray().CopyTo(gradient[(Free * Width)..]);
        return loss.item<double>();
    }

    /// <summary>One row per class.</summary>
    public LinearWeights ToWeights(double[] point)
    {
        var fixedRows = _classCount - Free;
        var coefficients = new double[_classCount * Width];
        var intercepts = new double[_classCount];
        point.AsSpan(0, Free * Width).CopyTo(coefficients.AsSpan(fixedRows * Width));
        point.AsSpan(Free * Width).CopyTo(intercepts.AsSpan(fixedRows));
        return new LinearWeights(coefficients, intercepts);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _x.Dispose();
        _truth.Dispose();
        _weights.Dispose();
    }
}
