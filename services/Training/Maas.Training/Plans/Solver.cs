namespace Maas.Training.Plans;

/// <summary>How the weights of a model are found.</summary>
public static class Solver
{
    /// <summary>Solved directly. <see cref="Algorithm.LinearRegression"/>.</summary>
    public const string Exact = "exact";

    /// <summary>
    /// Limited-memory BFGS until the gradient is gone. <see cref="Algorithm.LogisticRegression"/>.
    /// </summary>
    public const string Lbfgs = "lbfgs";

    /// <summary>Stochastic gradient descent on mini-batches, with Nesterov's momentum of 0.9.</summary>
    public const string Sgd = "sgd";

    /// <summary>Adam on mini-batches. Source: Kingma and Ba, 2015; beta 0.9 and 0.999, epsilon 1e-8.</summary>
    public const string Adam = "adam";

    /// <summary>Those of an algorithm, the usual one first; none when it has no choice.</summary>
    public static IReadOnlyList<string> Of(string algorithm) => algorithm switch
    {
        Algorithm.LinearRegression => [Exact, Sgd, Adam],
        Algorithm.LogisticRegression => [Lbfgs, Sgd, Adam],
        Algorithm.Mlp or Algorithm.Cnn or Algorithm.Rnn => [Adam, Sgd],
        _ => [],
    };

    /// <summary>Whether it goes in steps over mini-batches.</summary>
    public static bool IsStepwise(string solver) => solver is Sgd or Adam;
}
