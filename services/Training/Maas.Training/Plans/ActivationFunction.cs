namespace Maas.Training.Plans;

/// <summary>What a network does to numbers between its layers.</summary>
public static class ActivationFunction
{
    /// <summary>max(x, 0).</summary>
    public const string Relu = "relu";

    /// <summary>Hyperbolic tangent.</summary>
    public const string Tanh = "tanh";

    /// <summary>1 / (1 + exp(-x)).</summary>
    public const string Sigmoid = "sigmoid";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Relu, Tanh, Sigmoid];
}
