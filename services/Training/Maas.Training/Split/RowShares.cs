using System.Buffers.Binary;
using System.Globalization;
using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;
using Maas.Training.Search.Sampling;

namespace Maas.Training.Split;

/// <summary>
/// Gives each row a number in [0, 1) that looks drawn at random and is the same on every machine: the splits are made of it.
/// </summary>
public static class RowShares
{
    /// <summary>
    /// By the place of the row in its table. Rows keep theirs when others are added behind them under the same fingerprint.
    /// </summary>
    /// <param name="fingerprint">Name of the table's content.</param>
    /// <param name="seed">Any number.</param>
    /// <param name="count">Rows.</param>
    /// <returns>Shape [rows].</returns>
    /// <remarks>
    /// The key is the first 8 bytes of SHA-256; each row mixes it by SplitMix64's finalizer.
    /// Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014, section 4.
    /// </remarks>
    public static double[] OfPositions(string fingerprint, long seed, int count)
    {
        var key = KeyOf(fingerprint, seed);
        var shares = new double[count];
        for (var row = 0; row < count; row++)
        {
            shares[row] = OfPosition(key, row);
        }

        return shares;
    }

    /// <summary>
    /// By a key, of one row or of a group: rows of one key have one share, whatever else the table holds and in whatever order.
    /// </summary>
    /// <param name="seed">Any number.</param>
    /// <param name="keys">One per row. A row without a key (null) is told apart by its place.</param>
    /// <returns>Shape [rows].</returns>
    /// <remarks>XXH3 of the key in UTF-8 under the seed; its upper 53 bits.</remarks>
    public static double[] OfKeys(long seed, IReadOnlyList<string?> keys)
    {
        var position = KeyOf("", seed);
        var shares = new double[keys.Count];
        var buffer = new byte[256];
        for (var row = 0; row < shares.Length; row++)
        {
            if (keys[row] is not { } key)
            {
                shares[row] = OfPosition(position, row);
                continue;
            }

            if (buffer.Length < Encoding.UTF8.GetMaxByteCount(key.Length))
            {
                buffer = new byte[Encoding.UTF8.GetMaxByteCount(key.Length)];
            }

            shares[row] = Uniform(XxHash3.HashToUInt64(buffer.AsSpan(0, Encoding.UTF8.GetBytes(key, buffer)), seed));
        }

        return shares;
    }

    /// <summary>What <see cref="OfPosition"/> mixes with a row.</summary>
    internal static ulong KeyOf(string fingerprint, long seed) => BinaryPrimitives.ReadUInt64LittleEndian(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{fingerprint}\n{seed}"))));

    /// <summary>Share of one row.</summary>
    internal static double OfPosition(ulong key, int row) =>
        Uniform(SeededDraws.Mix(key + ((ulong)(row + 1) * SeededDraws.GoldenGamma)));

    // Uniform in [0, 1) with 53 bits.
    private static double Uniform(ulong hash) => (hash >> 11) * (1.0 / (1UL << 53));
}
