using Maas.Training.Worker.Data;

namespace Maas.Training.Worker.Sessions;

/// <summary>The rows of several batches in one array, made when the first tells how wide they are. Not thread-safe.</summary>
/// <param name="rowCount">Rows of all batches.</param>
internal sealed class GatheredRows<T>(int rowCount)
{
    private int _filled;

    /// <summary>Shape [rows, width], row-major.</summary>
    public T[] Values { get; private set; } = [];

    /// <summary>Adds a batch.</summary>
    /// <param name="count">Its rows.</param>
    /// <param name="values">Shape [count, width], row-major.</param>
    public void Add(int count, ReadOnlySpan<T> values)
    {
        if (_filled == 0)
        {
            Values = new T[LongArray.Length<T>(rowCount, values.Length / count, "prepared features")];
        }

        values.CopyTo(Values.AsSpan(_filled));
        _filled += values.Length;
    }
}
