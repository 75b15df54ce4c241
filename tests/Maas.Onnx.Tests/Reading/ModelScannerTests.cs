using Google.Protobuf;
using Maas.Contracts.Onnx;
using Maas.Onnx.Reading;
using Maas.Onnx.Validation;
using Maas.Testing.Onnx;

namespace Maas.Onnx.Tests.Reading;

internal sealed class ModelScannerTests
{
    private const long Mebibyte = 1024 * 1024;

    private static readonly Dictionary<string, long> NoFiles = [];

    [Test]
    public void Read_ThreeGibibytesFromAStreamThatCannotSeek_KeepsNoWeights()
    {
        const long Elements = 3L * 1024 * Mebibyte / sizeof(float);
        using var stream = new HollowModel(Elements);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var graph = OnnxGraph.Read(stream);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.That(graph.ParameterBytes, Is.EqualTo((Elements + 3) * sizeof(float)));
        Assert.That(allocated, Is.LessThan(Mebibyte));
    }

    [Test]
    public void Read_AnyMutation_IsReadOrRefusedInLittleMemory()
    {
        var seeds = new[] { OnnxModels.Classifier(["a", "b"], [[1, 2], [3, 4]], [0, 1], ["no", "yes"]), OnnxModels.Loop() };
        var random = new Random(20261126);
        var validator = new OnnxValidator(new OnnxLimits());
        var most = 0L;

        for (var i = 0; i < 100_000; i++)
        {
            var mutant = Mutate(seeds[i % seeds.Length], random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                validator.Read(new MemoryStream(mutant), NoFiles);
            }
            catch (OnnxFormatException)
            {
            }

            most = Math.Max(most, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.That(most, Is.LessThan(2 * Mebibyte));
    }

    [Test]
    public void Read_ExternalDataInTheManifest_IsTold()
    {
        var model = ModelProto.Parser.ParseFrom(OnnxModels.Linear([1f, 2f], 1f));
        var tensor = model.Graph.Initializer[0];
        tensor.FloatData.Clear();
        tensor.DataLocation = TensorProto.Types.DataLocation.External;
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "data/w.bin" });
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = "4096" });
        var files = new Dictionary<string, long> { ["model.onnx"] = 1, ["data/w.bin"] = 4104 };

        var graph = new OnnxValidator(new OnnxLimits()).Read(new MemoryStream(model.ToByteArray()), files);

        Assert.That(graph.ExternalData, Is.EqualTo(new[] { new OnnxExternalData("w", "data/w.bin", 4096, 8) }));
        Assert.That(graph.ParameterBytes, Is.EqualTo(12));
        Assert.That(graph.ExpandedNodeCount, Is.EqualTo(2));
    }

    private static byte[] Mutate(byte[] seed, Random random)
    {
        var mutant = seed.ToList();
        for (var change = random.Next(1, 5); change > 0 && mutant.Count > 0; change--)
        {
            var at = random.Next(mutant.Count);
            var length = Math.Min(random.Next(1, 20), mutant.Count - at);
            switch (random.Next(5))
            {
                case 0:
                    mutant[at] = (byte)random.Next(256);
                    break;
                case 1:
                    mutant[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    mutant.RemoveRange(at, length);
                    break;
                case 3:
                    mutant.InsertRange(at, mutant.GetRange(at, length));
                    break;
                default:
                    mutant.RemoveRange(at, random.Next(mutant.Count - at));
                    break;
            }
        }

        return [.. mutant];
    }

    /// <summary>A model with one constant of zeros, made while it is read.</summary>
    private sealed class HollowModel : Stream
    {
        private readonly byte[] _head;
        private readonly byte[] _tail;
        private long _zeros;
        private int _given;
        private int _givenTail;

        public HollowModel(long elements)
        {
            _zeros = elements * sizeof(float);
            var model = ModelProto.Parser.ParseFrom(OnnxModels.Linear([1f, 2f], 1f));
            var graph = model.Graph.ToByteArray();
            model.Graph = null;
            _tail = model.ToByteArray();
            var tensor = new TensorProto { Name = "large", DataType = (int)TensorProto.Types.DataType.Float, Dims = { elements } };
            byte[] tensorHead = [.. tensor.ToByteArray(), .. Head(9, _zeros)];
            byte[] graphHead = [.. graph, .. Head(5, tensorHead.Length + _zeros)];
            _head = [.. Head(7, graphHead.Length + tensorHead.Length + _zeros), .. graphHead, .. tensorHead];
        }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            if (_given < _head.Length)
            {
                return Give(_head, ref _given, buffer.AsSpan(offset, count));
            }

            if (_zeros == 0)
            {
                return Give(_tail, ref _givenTail, buffer.AsSpan(offset, count));
            }

            var step = (int)Math.Min(count, _zeros);
            buffer.AsSpan(offset, step).Clear();
            _zeros -= step;
            return step;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        private static int Give(byte[] bytes, ref int given, Span<byte> target)
        {
            var step = Math.Min(target.Length, bytes.Length - given);
            bytes.AsSpan(given, step).CopyTo(target);
            given += step;
            return step;
        }

        private static byte[] Head(int field, long length)
        {
            using var bytes = new MemoryStream();
            using (var output = new CodedOutputStream(bytes, leaveOpen: true))
            {
                output.WriteTag(field, WireFormat.WireType.LengthDelimited);
                output.WriteUInt64((ulong)length);
            }

            return bytes.ToArray();
        }
    }
}
