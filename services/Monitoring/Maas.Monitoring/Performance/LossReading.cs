using System.Globalization;
using Maas.Monitoring.Baselines;
using Maas.Monitoring.Ingestion;
using Maas.Statistics.Performance;

namespace Maas.Monitoring.Performance;

/// <summary>Tells how far off the prediction of a row is expected to be. Immutable, thread-safe.</summary>
internal sealed class LossReading
{
    private readonly LossColumn[] _columns;
    private readonly (double Least, double Most)[] _ranges;
    private readonly ErrorEstimation _errors;
    private readonly ILookup<string, int> _places;

    public LossReading(BaselineProfile profile, RegressionBaseline baseline)
    {
        var ranges = profile.Features.ToDictionary(feature => feature.Feature, feature => feature.Numeric);
        _columns = baseline.Columns;
        _ranges = Array.ConvertAll(_columns, column => ranges.GetValueOrDefault(column.Feature) is { Minimum: { } least, Maximum: { } most }
            ? (least, most)
            : (double.MinValue, double.MaxValue));
        _errors = new ErrorEstimation(ModelOf(baseline.Absolute), ModelOf(baseline.Squared), ModelOf(baseline.Fourth));
        _places = Enumerable.Range(0, _columns.Length).ToLookup(place => _columns[place].Feature);
    }

    /// <summary>What the prediction of a row is expected to cost.</summary>
    public ExpectedLoss Read(SampledValues row, double prediction)
    {
        var values = Array.ConvertAll(_columns, column => column.Category is null ? column.Mean : 0);
        foreach (var value in row.Features)
        {
            foreach (var place in _places[value.Feature])
            {
                if (_columns[place].Category is { } category)
                {
                    values[place] = (value.Text ?? value.Number?.ToString(CultureInfo.InvariantCulture)) == category ? 1 : 0;
                }
                else if (value.Number is { } number && !double.IsNaN(number))
                {
                    values[place] = Within(place, number);
                }
            }
        }

        foreach (var place in _places[FeatureBaseline.Prediction])
        {
            values[place] = Within(place, prediction);
        }

        return _errors.Expect(values);
    }

    // Nothing was learnt beyond, where a square goes far.
    private double Within(int place, double number) => Math.Clamp(number, _ranges[place].Least, _ranges[place].Most);

    private static LossModel ModelOf(LossWeights weights) => new(weights.Intercept, weights.Linear, weights.Quadratic);
}
