using TorchSharp;

namespace Maas.Training.Worker.Networks.Learning;

/// <summary>The weights of the best epoch so far, as bytes that no device is part of. Not thread-safe.</summary>
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
        foreach (var (name, tensor) in network.Modules.state_dict())
        {
            writer.Write(name);
            tensor.Save(writer);
        }

        writer.Flush();
        return stream.ToArray();
    }

    /// <summary>Gives a network the weights that <see cref="Write"/> wrote, on whichever device.</summary>
    /// <remarks>Into the tensors that are there: torch's own load makes others of those on a GPU, and a solver would go on with the old.</remarks>
    /// <exception cref="InvalidDataException">They are those of another network.</exception>
    public static void Read(Network network, byte[] content)
    {
        using var reader = new BinaryReader(new MemoryStream(content));
        foreach (var (name, tensor) in network.Modules.state_dict())
        {
            if (reader.ReadString() is var kept && kept != name)
            {
                throw new InvalidDataException($"The weights are of another network: '{kept}' stands where '{name}' should.");
            }

            tensor.Load(reader);
        }
    }
}
