namespace Maas.Training.Split;

/// <summary>Rows to learn from and rows to test on; a row in neither takes no part. None is in both.</summary>
/// <param name="IsTrain">Shape [rows].</param>
/// <param name="IsTest">Shape [rows].</param>
public sealed record Fold(bool[] IsTrain, bool[] IsTest)
{
    /// <summary>Rows to learn from.</summary>
    public int TrainCount => IsTrain.Count(isTrain => isTrain);

    /// <summary>Rows to test on.</summary>
    public int TestCount => IsTest.Count(isTest => isTest);
}
