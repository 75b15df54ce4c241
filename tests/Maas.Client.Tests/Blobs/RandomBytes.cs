namespace Maas.Client.Tests.Blobs;

/// <summary>Content that looks like weights: no two runs alike.</summary>
internal static class RandomBytes
{
    public static byte[] Of(int length, int seed = 1)
    {
        var content = new byte[length];
        new Random(seed).NextBytes(content);
        return content;
    }
}
