namespace Maas.Statistics.Performance;

/// <summary>What a prediction of a number costs.</summary>
public enum RegressionLoss
{
    /// <summary>|truth - prediction|; its mean is the MAE.</summary>
    Absolute = 0,

    /// <summary>(truth - prediction)²; its mean is the MSE, the root of that the RMSE.</summary>
    Squared = 1,

    /// <summary>|truth - prediction| / |truth|, truth not 0; its mean is the MAPE, 1 being 100 %.</summary>
    AbsolutePercentage = 2,

    /// <summary>(ln(1 + truth) - ln(1 + prediction))², both above -1; its mean is the MSLE.</summary>
    SquaredLog = 3,
}
