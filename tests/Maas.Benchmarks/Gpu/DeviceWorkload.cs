using Maas.Benchmarks.Workloads;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Maas.Benchmarks.Gpu;

/// <summary>ONNX Runtime on a GPU in this process, input and output in the memory of the GPU: nothing is copied. Thread-safe.</summary>
internal sealed class DeviceWorkload : IWorkload, IDisposable
{
    private readonly BenchmarkModel _model;
    private readonly int _rows;
    private readonly InferenceSession _session;

    public DeviceWorkload(BenchmarkModel model, int rows, Action<SessionOptions> device)
    {
        (_model, _rows) = (model, rows);
        using var options = new SessionOptions();
        device(options);
        _session = new InferenceSession(model.Build(), options);
    }

    public string Name => "on the device";

    public ICaller CreateCaller() => new Caller(_session, _model, _rows);

    public void Dispose() => _session.Dispose();

    private sealed class Caller : ICaller
    {
        private readonly InferenceSession _session;
        private readonly OrtMemoryInfo _memory = new("Cuda", OrtAllocatorType.DeviceAllocator, 0, OrtMemType.Default);
        private readonly OrtAllocator _allocator;
        private readonly OrtValue _input;
        private readonly OrtIoBinding _binding;
        private readonly RunOptions _options = new();

        public Caller(InferenceSession session, BenchmarkModel model, int rows)
        {
            _session = session;
            _allocator = new OrtAllocator(session, _memory);
            _input = OrtValue.CreateAllocatedTensorValue(_allocator, TensorElementType.Float, model.MakeShape(rows));
            _binding = session.CreateIoBinding();
            _binding.BindInput("x", _input);
            _binding.BindOutputToDevice("y", _memory);
        }

        public ValueTask CallAsync(CancellationToken cancellationToken)
        {
            _session.RunWithBinding(_options, _binding);
            _binding.SynchronizeBoundOutputs();
            return ValueTask.CompletedTask;
        }

        public void Dispose()
        {
            _binding.Dispose();
            _input.Dispose();
            _allocator.Dispose();
            _memory.Dispose();
            _options.Dispose();
        }
    }
}
