using System.Buffers;
using System.Text;
using Google.Protobuf;
using Maas.Contracts.Oip;
using Maas.Hosting.Direct;
using Maas.Inference.Batching;
using Maas.Inference.Buffers;
using Maas.Inference.Calls;
using Maas.Inference.Protocol;
using Microsoft.AspNetCore.Http;

namespace Maas.Inference.Api.Wire;

/// <summary>
/// One call of <c>ModelInfer</c>: its request as it came, in one piece of memory in which the first tensor lies aligned, and the job that
/// reads its tensors there and holds those of the answer. Goes back to its pool when disposed. Not thread-safe.
/// </summary>
internal sealed unsafe class InferExchange(ExchangePool pool, InferenceCalls calls, BufferPool buffers, TimeProvider clock) : IDirectCall
{
    private readonly InferRequestFields _fields = new();
    private readonly WireText _name = new();
    private readonly WireText _version = new();
    private NativeBuffer? _buffer;
    private byte* _start;
    private int _length;
    private ModelInferRequest? _message;
    private ModelInferResponse? _answer;
    private bool _tellsTimings;

    /// <summary>What runs.</summary>
    public InferJob Job { get; } = new(buffers);

    private ReadOnlySpan<byte> ModelName => _message is null ? Bytes(_fields.ModelName) : Encoding.UTF8.GetBytes(_message.ModelName);

    // Echoed in the answer.
    private ReadOnlySpan<byte> Id => _message is null ? Bytes(_fields.Id) : Encoding.UTF8.GetBytes(_message.Id);

    private ReadOnlySpan<byte> Request => new(_start, _length);

    /// <inheritdoc/>
    public void Read(in ReadOnlySequence<byte> payload)
    {
        _length = checked((int)payload.Length);
        var padding = (-RawOffset.Of(payload)) & (BufferPool.Alignment - 1);
        _buffer = buffers.Rent(_length + padding);
        _start = _buffer.Start + padding;
        payload.CopyTo(new Span<byte>(_start, _length));
        _fields.Read(Request);
        if (!_fields.IsPlain)
        {
            _message = ToMessage();
        }
    }

    /// <inheritdoc/>
    public ValueTask RunAsync(IHeaderDictionary headers, DateTime deadline, CancellationToken cancellationToken)
    {
        _tellsTimings = TimingsHeader.IsIn(headers);
        var parameters = _message?.ToParameters() ?? RequestParameters.None;
        return calls.RunAsync(
            new CallRequest<InferExchange>
            {
                Name = _message?.ModelName ?? _name.Read(Bytes(_fields.ModelName)),
                Version = _message?.ModelVersion ?? _version.Read(Bytes(_fields.ModelVersion)),
                RoutingKey = parameters.RoutingKeyOr(RoutingKey.Of(headers)),
                Content = this,
                Read = static (exchange, job) => exchange.Fill(job),
                Priority = parameters.Priority,
                Deadline = deadline,
                QueueTimeout = parameters.QueueTimeout,
            },
            Job, cancellationToken);
    }

    /// <inheritdoc/>
    public long MeasureAnswer()
    {
        if (_message is null || Job.ClassCounts.Count == 0)
        {
            return InferResponseWriter.Measure(ModelName, Id, Job);
        }

        // Classes are made of outputs that have left the memory of ONNX Runtime.
        _answer = Job.CallersAnswer().ToProto(_message.Id);
        return _answer.CalculateSize();
    }

    /// <inheritdoc/>
    public void WriteAnswer(IBufferWriter<byte> writer)
    {
        if (_answer is not null)
        {
            _answer.WriteTo(writer);
            return;
        }

        InferResponseWriter.Write(ModelName, Id, Job, writer);
    }

    /// <inheritdoc/>
    public void AddTrailers(IHeaderDictionary trailers)
    {
        if (_tellsTimings && TimingText.Of(Job, clock) is { Length: > 0 } timings)
        {
            trailers[TimingsHeader.Name] = timings;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Job.Reset();
        _buffer?.Return();
        (_buffer, _length, _message, _answer, _tellsTimings) = (null, 0, null, null, false);
        _start = null;
        pool.Keep(this);
    }

    private void Fill(InferJob job)
    {
        if (_message is not null || !InferRequestFill.TryFill(job, _fields, _start))
        {
            // What is unusual, and what is wrong, is worth the time to say exactly what.
            job.Fill(InferRequestMapping.ReadTensors(_message ?? ToMessage(), job.Model));
        }
    }

    private ModelInferRequest ToMessage()
    {
        var message = new ModelInferRequest();
        foreach (var rest in _fields.AllButRaw)
        {
            message.MergeFrom(Bytes(rest));
        }

        foreach (var raw in _fields.RawContents)
        {
            message.RawInputContents.Add(UnsafeByteOperations.UnsafeWrap(new NativeMemoryView(_start + raw.Start, raw.Length).Memory));
        }

        return message;
    }

    private ReadOnlySpan<byte> Bytes(WireRange range) => Request.Slice(range.Start, range.Length);
}
