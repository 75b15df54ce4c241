using Maas.Errors;
using Maas.Training.Plans;

namespace Maas.Training.Worker.Preprocessing.Texts;

/// <summary>Makes the vocabulary of a text column.</summary>
internal static class TextFitter
{
    /// <param name="feature">What is done to it.</param>
    /// <param name="texts">Its training rows; empty is missing.</param>
    /// <param name="threads">Threads that cut texts.</param>
    /// <exception cref="MaasException"><c>DATA_UNSUITABLE</c>: no term stands in enough texts. <c>SPEC_INVALID</c>.</exception>
    public static ColumnPreparation Fit(FeaturePlan feature, string[] texts, int threads)
    {
        var plan = feature.Text;
        var isTerms = plan.Encoding == TextEncoding.TfIdf;
        var counts = new TermCounts(isTerms ? plan.MaxNgram : 1);
        using (var cutter = new WordCutter(plan.IsCaseSensitive, threads))
        {
            cutter.Cut(texts, counts.Add);
        }

        var terms = counts.MostFrequent(plan.MinDocuments, plan.MaxTerms);
        if (terms.Count == 0)
        {
            throw PlanErrors.DataUnsuitable(
                $"no word of the column '{feature.Column}' stands in {plan.MinDocuments} training texts or more. Lower that number, or leave the column out.");
        }

        return plan.Encoding switch
        {
            TextEncoding.TfIdf => new TermPreparation(
                feature.Column, plan.IsCaseSensitive, [.. terms.Select(term => term.Term)],
                [.. terms.Select(term => (float)(Math.Log((1.0 + texts.Length) / (1 + term.Documents)) + 1))]),
            TextEncoding.TokenIds => new TokenPreparation(
                feature.Column, plan.IsCaseSensitive, [.. terms.Select(term => term.Term)], plan.MaxLength),
            _ => throw PlanErrors.SpecInvalid($"the encoding '{plan.Encoding}' of '{feature.Column}' is unknown."),
        };
    }
}
