namespace Maas.Inference.Residency;

/// <summary>Loads of a version into memory. Immutable.</summary>
/// <param name="Count">How many.</param>
/// <param name="Time">How long they took together, waits for a turn left out.</param>
internal sealed record LoadTotal(long Count, TimeSpan Time)
{
    public static LoadTotal None { get; } = new(0, TimeSpan.Zero);

    public static LoadTotal operator +(LoadTotal left, LoadTotal right) => new(left.Count + right.Count, left.Time + right.Time);

    public static LoadTotal operator -(LoadTotal left, LoadTotal right) => new(left.Count - right.Count, left.Time - right.Time);
}
