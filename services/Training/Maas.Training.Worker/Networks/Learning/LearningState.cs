namespace Maas.Training.Worker.Networks.Learning;

/// <summary>Where the learning of a network stands between two steps, but for the weights.</summary>
internal sealed class LearningState
{
    /// <summary>Epochs that are finished.</summary>
    public int Epoch { get; set; }

    /// <summary>Rows of the present epoch that are done.</summary>
    public long RowsDone { get; set; }

    /// <summary>Summed loss of these.</summary>
    public double LossSum { get; set; }

    /// <summary>Mean loss per training row of the finished epochs.</summary>
    public List<double> TrainingLosses { get; set; } = [];

    /// <summary>Mean loss per validation row after the finished epochs.</summary>
    public List<double> ValidationLosses { get; set; } = [];

    /// <summary>The epoch with the best validation loss, from 1; 0 before the first.</summary>
    public int BestEpoch { get; set; }

    /// <summary>Its loss.</summary>
    public double BestLoss { get; set; } = double.PositiveInfinity;

    /// <summary>Nothing more is learnt, whether all epochs were, the loss no longer fell, or the time was spent.</summary>
    public bool IsFinished { get; set; }

    /// <summary>Becomes what another one is.</summary>
    public void Take(LearningState other)
    {
        (Epoch, RowsDone, LossSum) = (other.Epoch, other.RowsDone, other.LossSum);
        (TrainingLosses, ValidationLosses) = (other.TrainingLosses, other.ValidationLosses);
        (BestEpoch, BestLoss, IsFinished) = (other.BestEpoch, other.BestLoss, other.IsFinished);
    }
}
