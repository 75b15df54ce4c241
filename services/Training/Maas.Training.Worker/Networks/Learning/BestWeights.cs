namespace Maas.Training.Worker.Networks.Learning;

/// <summary>The weights of the best epoch so far, as torch writes them. Not thread-safe.</summary>
/// <param name="network">Whose weights they are.</param>
internal sealed class BestWeights(Network network)
{
    /// <summary>The weights; empty before the first.</summary>
    public byte[] Content { get; set; } = [];

    /// <summary>Keeps the present ones.</summary>
    public void Keep() => Content = Write(network);

    /// <summary>Gives the network what was kept, if anything was.</summary>
    public void Restore()
    {
        if (Content.Length > 0)
        {
            Read(network, Content);
        }
    }

    /// <summary>All weights and buffers of a network.</summary>
    public static byte[] Write(Network network)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        network.Modules.save(writer);
        writer.Flush();
        return stream.ToArray();
    }

    /// <summary>Gives a network the weights that <see cref="Write"/> wrote.</summary>
    public static void Read(Network network, byte[] content)
    {
        using var reader = new BinaryReader(new MemoryStream(content));
        network.Modules.load(reader);
    }
}
