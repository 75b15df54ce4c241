using Maas.Errors;

namespace Maas.Inference.Protocol;

/// <summary>
/// What a caller may say beside the tensors. Values come as <see cref="bool"/>, <see cref="long"/>, <see cref="ulong"/>,
/// <see cref="double"/> or <see cref="string"/>. Names that the protocol does not know are for the model; models in ONNX take none,
/// so they change nothing.
/// </summary>
internal sealed record RequestParameters
{
    private const string ClassCount = "classification";
    private const string ReservedPrefix = "triton_";

    /// <summary>Longest wait for a turn to run; zero for as long as the call lasts.</summary>
    public TimeSpan QueueTimeout { get; private init; }

    /// <summary>Who is served first: 1 before 2; 0 for the default.</summary>
    public int Priority { get; private init; }

    /// <summary>Keeps its version where the traffic is split; empty for none.</summary>
    public string RoutingKey { get; private init; } = "";

    /// <summary>Whether a stream marks the last answer to this request.</summary>
    public bool MarksFinalAnswer { get; private init; }

    /// <summary>Nothing said.</summary>
    public static RequestParameters None { get; } = new();

    /// <summary>Reads the parameters of a request.</summary>
    /// <exception cref="MaasException"><c>PARAMETER_INVALID</c>, or <c>NOT_SUPPORTED</c> for sequences.</exception>
    public static RequestParameters Read(IReadOnlyCollection<KeyValuePair<string, object?>> parameters)
    {
        var read = None;
        foreach (var (name, value) in parameters)
        {
            read = name switch
            {
                "timeout" => read with { QueueTimeout = TimeSpan.FromMicroseconds(Math.Min(Whole(name, value), 1L << 50)) },
                "triton_enable_empty_final_response" => read with { MarksFinalAnswer = Flag(name, value) },
                "priority" => read with { Priority = (int)Math.Min(Whole(name, value), int.MaxValue) },
                "routing_key" => read with { RoutingKey = Text(name, value) },
                "sequence_id" => value is "" or 0L or 0UL ? read : throw InferenceErrors.NotSupported("sequences (parameter 'sequence_id')"),
                "sequence_start" or "sequence_end" => Flag(name, value)
                    ? throw InferenceErrors.NotSupported($"sequences (parameter '{ErrorText.Short(name)}')")
                    : read,
                "headers" or "binary_data_output" => throw Reserved(name),
                _ when name.StartsWith(ReservedPrefix, StringComparison.Ordinal) => throw Reserved(name),
                _ => value is null or ulong ? throw Untyped(name) : read,
            };
        }

        return read;
    }

    /// <summary>The key of a request that came with this header; its own parameter comes first.</summary>
    public string RoutingKeyOr(string header) => RoutingKey.Length > 0 ? RoutingKey : header;

    /// <summary>Refuses what inputs cannot be told here.</summary>
    /// <exception cref="MaasException"><c>NOT_SUPPORTED</c> or <c>PARAMETER_INVALID</c>.</exception>
    public static void RequirePlainInput(IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            RequireNoSharedMemory(name);
            if (name == ClassCount)
            {
                throw InferenceErrors.ParameterInvalid(name, "it belongs to an output, and stands at an input.");
            }
        }
    }

    /// <summary>Reads what is said of outputs.</summary>
    /// <param name="outputs">Parameters of each output.</param>
    /// <returns>How many classes of each output are wanted, 0 for the output as it is; empty when none is asked for so.</returns>
    /// <exception cref="MaasException"><c>NOT_SUPPORTED</c> or <c>PARAMETER_INVALID</c>.</exception>
    public static IReadOnlyList<int> ReadClassCounts(IReadOnlyList<IReadOnlyCollection<KeyValuePair<string, object?>>> outputs)
    {
        int[] counts = [.. outputs.Select(ReadClassCount)];
        return Array.TrueForAll(counts, count => count == 0) ? [] : counts;
    }

    private static int ReadClassCount(IReadOnlyCollection<KeyValuePair<string, object?>> parameters)
    {
        var count = 0;
        foreach (var (name, value) in parameters)
        {
            RequireNoSharedMemory(name);
            if (name == ClassCount)
            {
                count = (int)Math.Min(Whole(name, value), int.MaxValue);
                count = count > 0 ? count : throw InferenceErrors.ParameterInvalid(name, "expected an integer of 1 or more, got 0.");
            }
        }

        return count;
    }

    private static void RequireNoSharedMemory(string name)
    {
        if (name.StartsWith("shared_memory_", StringComparison.Ordinal))
        {
            throw InferenceErrors.NotSupported($"shared memory (parameter '{ErrorText.Short(name)}')");
        }
    }

    private static bool Flag(string name, object? value) => value as bool?
        ?? throw InferenceErrors.ParameterInvalid(name, "expected a boolean.");

    private static string Text(string name, object? value) => value as string
        ?? throw InferenceErrors.ParameterInvalid(name, "expected a text.");

    private static long Whole(string name, object? value) => value switch
    {
        long number and >= 0 => number,
        ulong number and <= long.MaxValue => (long)number,
        _ => throw InferenceErrors.ParameterInvalid(name, $"expected an integer of 0 or more, got {ErrorText.Short(value?.ToString() ?? "nothing")}."),
    };

    private static MaasException Reserved(string name) =>
        InferenceErrors.ParameterInvalid(name, "the name is reserved. Leave it out or choose another one.");

    private static MaasException Untyped(string name) =>
        InferenceErrors.ParameterInvalid(name, "expected a boolean, a signed integer, a number or a text.");
}
