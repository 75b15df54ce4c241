using Maas.Errors;
using Maas.Training.Plans;

namespace Maas.Training.Jobs;

/// <summary>Checks how images shall become numbers and decides what was left open.</summary>
/// <param name="field">Path of the settings in the request.</param>
/// <param name="algorithm">What learns from them.</param>
/// <param name="violations">Gets every fault.</param>
internal sealed class ImageRules(string field, string algorithm, List<FieldViolation> violations)
{
    private const int LargestSide = 4096;

    /// <summary>The settings, all decided but what the first image decides.</summary>
    public ImagePlan Complete(ImagePlan? image)
    {
        var plan = image is null ? new ImagePlan()
            : image.Normalization.Length > 0 ? image
            : image with { Normalization = ImageNormalization.ZScore };
        foreach (var (name, size) in ((string, int)[])
        [
            ("height", plan.Height), ("width", plan.Width), ("resize_height", plan.ResizeHeight), ("resize_width", plan.ResizeWidth),
            ("crop_height", plan.CropHeight), ("crop_width", plan.CropWidth),
        ])
        {
            Require(size is >= 0 and <= LargestSide, name, $"Expected 0-{LargestSide}, got {size}.");
        }

        Require(plan.ChannelCount is 0 or 1 or 3, "channel_count", $"Expected 1 or 3, got {plan.ChannelCount}.");
        Require(plan.RotationDegrees is >= -360 and <= 360, "rotation_degrees", $"Expected -360 to 360, got {plan.RotationDegrees}.");
        Require(ImageNormalization.All.Contains(plan.Normalization), "normalization",
            $"Expected {ColumnWords.Of(ImageNormalization.All)}, got '{plan.Normalization}'.");
        Require(plan.MaxShiftRatio is >= 0 and < 1, "max_random_shift", $"Expected a share in [0, 1), got {plan.MaxShiftRatio}.");
        Require(plan.MaxTurnDegrees is >= 0 and <= 180, "max_random_turn_degrees", $"Expected 0-180, got {plan.MaxTurnDegrees}.");
        Require(!plan.IsAugmented || Algorithm.IsNetwork(algorithm) || !Algorithm.All.Contains(algorithm), "random_flip",
            $"Images are changed at random for networks only; '{algorithm}' is none. Leave these fields out.");
        return plan;
    }

    private void Require(bool condition, string name, string description)
    {
        if (!condition)
        {
            violations.Add(new FieldViolation($"{field}.{name}", description));
        }
    }
}
