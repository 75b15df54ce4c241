namespace Maas.Training.Plans;

/// <summary>What carries the state of a recurrent network from step to step.</summary>
public static class RecurrentCell
{
    /// <summary>A plain cell with tanh. Source: Elman, "Finding structure in time", 1990.</summary>
    public const string Rnn = "rnn";

    /// <summary>Long short-term memory. Source: Hochreiter and Schmidhuber, 1997.</summary>
    public const string Lstm = "lstm";

    /// <summary>Gated recurrent unit. Source: Cho et al., 2014.</summary>
    public const string Gru = "gru";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Rnn, Lstm, Gru];
}
