namespace Maas.Statistics.Detectors;

/// <summary>
/// Watches a stream of values, such as errors of predictions whose outcome is known, one by one and in constant or logarithmic memory. Not
/// thread-safe: a stream has an order.
/// </summary>
public interface IDriftDetector
{
    /// <summary>Its name in what is reported; see <see cref="Recipes.Figure.Recipe"/>.</summary>
    string Recipe { get; }

    /// <summary>Takes the next value.</summary>
    /// <exception cref="ArgumentException">It is not one that the detector is for.</exception>
    DetectorState Add(double value);

    /// <summary>All of it as bytes, its settings too; the class has a <c>Load</c> for them.</summary>
    byte[] Save();
}
