using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Maas.Training.Split;

/// <summary>
/// Divides rows into training and test rows by a hash of (fingerprint, seed, row number): the same table and seed
/// give the same rows on every machine, and no row depends on another. The share is met on average, not exactly.
/// </summary>
/// <remarks>
/// The key is the first 8 bytes of SHA-256; each row mixes it by SplitMix64's finalizer.
/// Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014, section 4.
/// </remarks>
public sealed class TrainTestSplit
{
    private const ulong GoldenGamma = 0x9E3779B97F4A7C15;

    private readonly ulong _key;
    private readonly double _testRatio;

    /// <param name="fingerprint">Name of the table's content.</param>
    /// <param name="seed">Any number.</param>
    /// <param name="testRatio">Expected share of test rows, in [0, 1).</param>
    public TrainTestSplit(string fingerprint, long seed, double testRatio)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(testRatio);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(testRatio, 1);
        var key = SHA256.HashData(Encoding.UTF8.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"{fingerprint}\n{seed}")));
        _key = BinaryPrimitives.ReadUInt64LittleEndian(key);
        _testRatio = testRatio;
    }

    /// <summary>Says for each row whether it is a training row.</summary>
    /// <param name="groups">
    /// One entry per row: a group of which at least one row must be trained on (a class), 0 for all when there are
    /// none, negative for rows that take no part. A group that would have none gets its row of the highest hash.
    /// </param>
    /// <returns>True for training rows; false for test rows and rows that take no part.</returns>
    public bool[] Assign(ReadOnlySpan<int> groups)
    {
        var isTrain = new bool[groups.Length];
        var best = new Dictionary<int, (double Share, int Row, bool HasTrain)>();
        for (var row = 0; row < groups.Length; row++)
        {
            if (groups[row] < 0)
            {
                continue;
            }

            var share = ShareOf(row);
            isTrain[row] = share >= _testRatio;
            if (!best.TryGetValue(groups[row], out var known) || share > known.Share)
            {
                best[groups[row]] = (share, row, share >= _testRatio);
            }
        }

        foreach (var (_, row, hasTrain) in best.Values)
        {
            isTrain[row] |= !hasTrain;
        }

        return isTrain;
    }

    // Uniform in [0, 1) with 53 bits.
    private double ShareOf(int row)
    {
        var z = _key + ((ulong)(row + 1) * GoldenGamma);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        z ^= z >> 31;
        return (z >> 11) * (1.0 / (1UL << 53));
    }
}
