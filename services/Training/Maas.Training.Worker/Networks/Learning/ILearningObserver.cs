namespace Maas.Training.Worker.Networks.Learning;

/// <summary>Is told how far the learning of a network is.</summary>
internal interface ILearningObserver
{
    /// <summary>Whether no more than what is begun shall be learnt. At least one step always is.</summary>
    bool IsTimeSpent { get; }

    /// <summary>A step is taken.</summary>
    /// <param name="epoch">The present epoch, from 1.</param>
    /// <param name="rowsDone">Its rows that are done.</param>
    /// <param name="rowCount">Its rows.</param>
    /// <param name="meanLoss">Mean loss per row so far in it.</param>
    void Step(int epoch, long rowsDone, long rowCount, double meanLoss);

    /// <summary>An epoch is finished.</summary>
    /// <param name="epoch">From 1.</param>
    /// <param name="trainingLoss">Mean loss per training row.</param>
    /// <param name="validationLoss">Mean loss per validation row; null without such rows.</param>
    /// <param name="rowCount">Its rows.</param>
    void Epoch(int epoch, double trainingLoss, double? validationLoss, long rowCount);
}
