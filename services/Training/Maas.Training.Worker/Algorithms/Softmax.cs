namespace Maas.Training.Worker.Algorithms;

/// <summary>Turns logits into probabilities.</summary>
internal static class Softmax
{
    /// <summary>Shifted by the largest logit, so that nothing overflows. Allocates nothing.</summary>
    /// <param name="logits">Finite, at least one.</param>
    public static void InPlace(Span<double> logits)
    {
        var largest = logits[0];
        foreach (var logit in logits)
        {
            largest = Math.Max(largest, logit);
        }

        double sum = 0;
        foreach (ref var logit in logits)
        {
            logit = Math.Exp(logit - largest);
            sum += logit;
        }

        foreach (ref var probability in logits)
        {
            probability /= sum;
        }
    }
}
