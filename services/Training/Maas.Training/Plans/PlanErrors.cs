using System.Globalization;
using Maas.Errors;

namespace Maas.Training.Plans;

/// <summary>Why a plan cannot be carried out: reasons of <c>TrainingErrorReason</c>, told by a worker.</summary>
public static class PlanErrors
{
    /// <summary>Owner of the reasons below.</summary>
    public const string Domain = "training.maas";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> Reasons { get; } =
    [
        "DATA_UNSUITABLE", "COLUMN_NOT_FOUND", "SPEC_INVALID", "DIVERGED", "PARITY_FAILED", "DEVICE_UNAVAILABLE", "DEVICE_MEMORY_EXCEEDED",
    ];

    /// <summary>The data allows no model.</summary>
    public static MaasException DataUnsuitable(string problem) =>
        new(MaasErrorCode.FailedPrecondition, "DATA_UNSUITABLE", Domain,
            $"No model can be made of this data: {problem}")
        {
            Metadata = new Dictionary<string, string> { ["problem"] = problem },
        };

    /// <summary>The table has no such column.</summary>
    public static MaasException ColumnNotFound(string column, IEnumerable<string> columns)
    {
        var known = string.Join(", ", columns);
        return new MaasException(
            MaasErrorCode.InvalidArgument, "COLUMN_NOT_FOUND", Domain,
            $"The table has no column '{column}'; it has: {known}. Correct the name.")
        {
            Metadata = new Dictionary<string, string> { ["column"] = column, ["columns"] = known },
        };
    }

    /// <summary>Algorithm, task, columns and options do not go together.</summary>
    public static MaasException SpecInvalid(string problem) =>
        new(MaasErrorCode.InvalidArgument, "SPEC_INVALID", Domain, $"This cannot be trained: {problem}")
        {
            Metadata = new Dictionary<string, string> { ["problem"] = problem },
        };

    /// <summary>The loss left the range of numbers.</summary>
    public static MaasException Diverged(string where) =>
        new(MaasErrorCode.FailedPrecondition, "DIVERGED", Domain,
            $"The loss is no longer a finite number {where}. Scale the features; where there is a learning rate, lower it.")
        {
            Metadata = new Dictionary<string, string> { ["where"] = where },
        };

    /// <summary>The plan needs a GPU and there is none that works.</summary>
    public static MaasException DeviceUnavailable(string problem) =>
        new(MaasErrorCode.FailedPrecondition, "DEVICE_UNAVAILABLE", Domain,
            $"The job needs a GPU: {problem} Mend that worker, or let the job prefer a GPU only, '{DevicePolicy.GpuPreferred}'.")
        {
            Metadata = new Dictionary<string, string> { ["problem"] = problem },
        };

    /// <summary>The memory of a GPU is full.</summary>
    /// <param name="device">The GPU.</param>
    /// <param name="batchSize">Rows per step.</param>
    /// <param name="cause">What torch said.</param>
    public static MaasException DeviceMemoryExceeded(string device, int batchSize, Exception cause)
    {
        var rows = batchSize.ToString(CultureInfo.InvariantCulture);
        return new MaasException(
            MaasErrorCode.ResourceExhausted, "DEVICE_MEMORY_EXCEEDED", Domain,
            $"The memory of '{device}' is too small for the network and steps of {rows} rows. Choose a smaller batch_size (now {rows}), fewer "
            + $"hidden_units, channels or state_units, or the device_policy '{DevicePolicy.Cpu}'; or see that nothing else takes its memory.",
            cause)
        {
            Metadata = new Dictionary<string, string> { ["device"] = device, ["batchSize"] = rows },
        };
    }

    /// <summary>The exported artifact does not give the trainer's numbers.</summary>
    public static MaasException ParityFailed(double parityError, double limit)
    {
        var error = parityError.ToString("g3", CultureInfo.InvariantCulture);
        var most = limit.ToString("g3", CultureInfo.InvariantCulture);
        return new MaasException(
            MaasErrorCode.Internal, "PARITY_FAILED", Domain,
            $"The exported model differs from the trained one by {error}, at most {most} is allowed. "
            + "Nothing was registered. Scale the features if they are not; else report it.")
        {
            Metadata = new Dictionary<string, string> { ["parityError"] = error, ["limit"] = most },
        };
    }
}
