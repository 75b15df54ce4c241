using Maas.Inference.Models;

namespace Maas.Inference.Batching;

/// <summary>One input of a job.</summary>
/// <param name="Shape">Size of each dimension.</param>
/// <param name="Address">First byte of the content, in the protocol's raw form, at a multiple of the element's size.</param>
/// <param name="Length">Bytes of the content.</param>
internal readonly record struct JobInput(long[] Shape, nint Address, long Length)
{
    /// <summary>The content; gone when the job is.</summary>
    public unsafe ReadOnlySpan<byte> Content => new((void*)Address, checked((int)Length));
}

/// <summary>One output of a job.</summary>
/// <param name="Info">Which output of the graph.</param>
/// <param name="DataType">What came.</param>
/// <param name="Shape">Size of each dimension.</param>
/// <param name="Address">First byte of the content, in the protocol's raw form.</param>
/// <param name="Length">Bytes of the content.</param>
internal readonly record struct JobOutput(TensorInfo Info, TensorDataType DataType, long[] Shape, nint Address, long Length)
{
    /// <summary>The content; gone when the job is.</summary>
    public unsafe ReadOnlySpan<byte> Content => new((void*)Address, checked((int)Length));

    /// <summary>A copy that outlives the job.</summary>
    public Tensor ToTensor() => new(Info.Name, DataType, Shape, Content.ToArray());
}
