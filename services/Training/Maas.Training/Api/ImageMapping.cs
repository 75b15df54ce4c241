using Maas.Contracts.Training.V1;
using Maas.Training.Plans;

namespace Maas.Training.Api;

/// <summary>How images become numbers, on the wire.</summary>
internal static class ImageMapping
{
    extension(ImageFeature image)
    {
        public ImagePlan FromProto() => new()
        {
            Height = image.Height,
            Width = image.Width,
            ChannelCount = image.ChannelCount,
            ResizeHeight = image.ResizeHeight,
            ResizeWidth = image.ResizeWidth,
            CropHeight = image.CropHeight,
            CropWidth = image.CropWidth,
            RotationDegrees = image.RotationDegrees,
            Normalization = image.Normalization,
            FlipsAtRandom = image.RandomFlip,
            MaxShiftRatio = image.MaxRandomShift,
            MaxTurnDegrees = image.MaxRandomTurnDegrees,
        };
    }

    extension(ImagePlan image)
    {
        public ImageFeature ToProto() => new()
        {
            Height = image.Height,
            Width = image.Width,
            ChannelCount = image.ChannelCount,
            ResizeHeight = image.ResizeHeight,
            ResizeWidth = image.ResizeWidth,
            CropHeight = image.CropHeight,
            CropWidth = image.CropWidth,
            RotationDegrees = image.RotationDegrees,
            Normalization = image.Normalization,
            RandomFlip = image.FlipsAtRandom,
            MaxRandomShift = image.MaxShiftRatio,
            MaxRandomTurnDegrees = image.MaxTurnDegrees,
        };
    }
}
