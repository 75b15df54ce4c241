using System.Text;
using System.Text.Json;
using Maas.Storage.Blobs;
using static TorchSharp.torch;

namespace Maas.Training.Worker.Networks.Learning;

/// <summary>
/// A file with everything that decides how the learning goes on: weights, the solver's memory, the state of torch's random
/// numbers on the CPU, what was found so far. Written whole, so what is there is good; on whichever device, so another one may go on. Not thread-safe.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="key">Names what is learnt; a file of something else is not taken.</param>
/// <param name="interval">Time between two files.</param>
/// <param name="time">Measures it.</param>
/// <param name="keepsEnd">Whether the end of the learning is kept too.</param>
internal sealed class Checkpoint(string path, string key, TimeSpan interval, TimeProvider time, bool keepsEnd = false)
{
    /// <summary>Keeps nothing.</summary>
    public static Checkpoint None(TimeProvider time) => new("", "", TimeSpan.MaxValue, time);

    private long _lastKept = time.GetTimestamp();

    /// <summary>Takes up where a file left off, if there is one.</summary>
    public void Restore(Network network, optim.Optimizer optimizer, LearningState state, BestWeights best)
    {
        if (!File.Exists(path))
        {
            return;
        }

        using var reader = new BinaryReader(File.OpenRead(path), Encoding.UTF8);
        if (reader.ReadString() != key)
        {
            return;
        }

        var kept = JsonSerializer.Deserialize(reader.ReadString(), CheckpointJson.Default.LearningState)!;
        state.Take(kept);
        BestWeights.Read(network, ReadBytes(reader));
        best.Content = ReadBytes(reader);
        using (var memory = new BinaryReader(new MemoryStream(ReadBytes(reader))))
        {
            ((TorchSharp.Modules.OptimizerHelper)optimizer).load_state_dict(memory);
        }

        using var random = tensor(ReadBytes(reader));
        set_rng_state(random);
    }

    /// <summary>Writes a file when the last one is old enough.</summary>
    public void KeepNowAndThen(Network network, optim.Optimizer optimizer, LearningState state, BestWeights best)
    {
        if (time.GetElapsedTime(_lastKept) < interval)
        {
            return;
        }

        _lastKept = time.GetTimestamp();
        Keep(network, optimizer, state, best);
    }

    /// <summary>Writes a file of a learning that is finished, where that is kept.</summary>
    public void KeepEnd(Network network, optim.Optimizer optimizer, LearningState state, BestWeights best)
    {
        if (keepsEnd)
        {
            Keep(network, optimizer, state, best);
        }
    }

    private void Keep(Network network, optim.Optimizer optimizer, LearningState state, BestWeights best)
    {
        using var content = new MemoryStream();
        using var writer = new BinaryWriter(content, Encoding.UTF8);
        writer.Write(key);
        writer.Write(JsonSerializer.Serialize(state, CheckpointJson.Default.LearningState));
        WriteBytes(writer, BestWeights.Write(network));
        WriteBytes(writer, best.Content);
        using (var memory = new MemoryStream())
        using (var memoryWriter = new BinaryWriter(memory))
        {
            ((TorchSharp.Modules.OptimizerHelper)optimizer).save_state_dict(memoryWriter);
            memoryWriter.Flush();
            WriteBytes(writer, memory.ToArray());
        }

        using var random = get_rng_state();
        WriteBytes(writer, random.data<byte>().ToArray());
        writer.Flush();
        // A folder that is gone was another's to remove: nobody waits for this worker any more.
        DurableFile.Write(path, content.ToArray(), makesFolder: false);
    }

    private static byte[] ReadBytes(BinaryReader reader) => reader.ReadBytes(reader.ReadInt32());

    private static void WriteBytes(BinaryWriter writer, byte[] bytes)
    {
        writer.Write(bytes.Length);
        writer.Write(bytes);
    }
}
