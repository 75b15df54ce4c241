using Microsoft.ML.OnnxRuntime;

namespace Maas.Benchmarks.Workloads;

/// <summary>
/// ONNX Runtime in this process, with the settings that the server gives it: what remains when there is no server.
/// Buffers are made once per caller. Thread-safe.
/// </summary>
internal sealed class InProcessWorkload : IWorkload, IDisposable
{
    public const string Label = "in process";

    private readonly BenchmarkModel _model;
    private readonly int _rows;
    private readonly InferenceSession _session;

    /// <param name="model">What runs.</param>
    /// <param name="rows">Rows of a run.</param>
    /// <param name="threads">Threads of a run; as many as there are processors when absent.</param>
    /// <param name="device">Puts a device into the options of the session; the CPU when absent.</param>
    public InProcessWorkload(BenchmarkModel model, int rows, int? threads = null, Action<SessionOptions>? device = null)
    {
        (_model, _rows) = (model, rows);
        using var options = new SessionOptions { IntraOpNumThreads = threads ?? Environment.ProcessorCount };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        device?.Invoke(options);
        _session = new InferenceSession(model.Build(), options);
    }

    public string Name => Label;

    public ICaller CreateCaller() => new Caller(_session, _model, _rows);

    /// <summary>The answer to a request, shape [rows, out].</summary>
    public float[] Answer()
    {
        using var caller = new Caller(_session, _model, _rows);
        caller.Call();
        return [.. caller.Output];
    }

    public void Dispose() => _session.Dispose();

    private sealed class Caller : ICaller
    {
        private readonly InferenceSession _session;
        private readonly OrtValue[] _inputs;
        private readonly OrtValue[] _outputs;
        private readonly RunOptions _options = new();

        public Caller(InferenceSession session, BenchmarkModel model, int rows)
        {
            _session = session;
            Output = new float[rows * model.OutputWidth];
            _inputs = [OrtValue.CreateTensorValueFromMemory(model.MakeInput(rows), model.MakeShape(rows))];
            _outputs = [OrtValue.CreateTensorValueFromMemory(Output, [rows, model.OutputWidth])];
        }

        public float[] Output { get; }

        public ValueTask CallAsync(CancellationToken cancellationToken)
        {
            Call();
            return ValueTask.CompletedTask;
        }

        public void Call() => _session.Run(_options, ["x"], _inputs, ["y"], _outputs);

        public void Dispose()
        {
            _inputs[0].Dispose();
            _outputs[0].Dispose();
            _options.Dispose();
        }
    }
}
