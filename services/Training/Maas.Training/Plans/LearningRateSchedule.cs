namespace Maas.Training.Plans;

/// <summary>How the size of a step changes over the epochs.</summary>
public static class LearningRateSchedule
{
    /// <summary>It does not.</summary>
    public const string Constant = "constant";

    /// <summary>Falls along half a cosine to a hundredth. Source: Loshchilov and Hutter, "SGDR", 2017, equation 5.</summary>
    public const string Cosine = "cosine";

    /// <summary>A tenth of it after every third of the epochs.</summary>
    public const string Step = "step";

    /// <summary>
    /// Rises over three tenths of the epochs from a twenty-fifth, then falls along half a cosine to a ten-thousandth.
    /// Source: Smith and Topin, "Super-convergence", 2019.
    /// </summary>
    public const string OneCycle = "one-cycle";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Constant, Cosine, Step, OneCycle];

    /// <summary>What the learning rate is multiplied with.</summary>
    /// <param name="schedule">One of these.</param>
    /// <param name="done">Share of the epochs that are done, in [0, 1).</param>
    public static double FactorAt(string schedule, double done) => schedule switch
    {
        Cosine => Falling(done, 0.01),
        Step => Math.Pow(0.1, Math.Floor(done * 3)),
        OneCycle when done < Rise => 0.04 + (0.96 * done / Rise),
        OneCycle => Falling((done - Rise) / (1 - Rise), 1e-4),
        _ => 1,
    };

    private const double Rise = 0.3;

    private static double Falling(double done, double end) => end + ((1 - end) * (1 + Math.Cos(Math.PI * done)) / 2);
}
