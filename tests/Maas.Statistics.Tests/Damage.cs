namespace Maas.Statistics.Tests;

/// <summary>Breaks stored states in many ways.</summary>
internal static class Damage
{
    /// <summary>
    /// Too short, too long, of another kind or version: refused. With any byte or word changed: refused or read, but never another exception
    /// and never more than a few times the memory.
    /// </summary>
    public static void AssertRefused(byte[] bytes, Action<byte[]> load)
    {
        for (var length = 0; length < bytes.Length; length += Math.Max(1, bytes.Length / 200))
        {
            Assert.That(() => load(bytes[..length]), Throws.TypeOf<InvalidDataException>(), $"{length} bytes");
        }

        Assert.That(() => load([.. bytes, 0]), Throws.TypeOf<InvalidDataException>());
        Assert.That(() => load([(byte)(bytes[0] + 1), .. bytes[1..]]), Throws.TypeOf<InvalidDataException>());
        Assert.That(() => load([bytes[0], 99, .. bytes[2..]]), Throws.TypeOf<InvalidDataException>());

        var (random, before) = (new Random(77), GC.GetAllocatedBytesForCurrentThread());
        for (var run = 0; run < 2000; run++)
        {
            var changed = bytes.ToArray();
            var place = random.Next(2, changed.Length);
            random.NextBytes(changed.AsSpan(place, Math.Min(random.Next(1, 9), changed.Length - place)));
            try
            {
                load(changed);
            }
            catch (InvalidDataException)
            {
            }
        }

        Assert.That((GC.GetAllocatedBytesForCurrentThread() - before) / 2000, Is.LessThan(100_000 + (20 * bytes.Length)));
    }
}
