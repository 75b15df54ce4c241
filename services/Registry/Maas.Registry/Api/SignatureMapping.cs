using Maas.Registry.Versions;
using Proto = Maas.Contracts.Registry.V1;

namespace Maas.Registry.Api;

internal static class SignatureMapping
{
    extension(Signature signature)
    {
        public Proto.Signature ToProto() => new()
        {
            Inputs = { signature.Inputs.Select(ToProto) },
            Outputs = { signature.Outputs.Select(ToProto) },
            Task = signature.Task,
            ClassLabels = { signature.ClassLabels },
        };
    }

    extension(Proto.Signature signature)
    {
        public Signature FromProto() => new()
        {
            Inputs = [.. signature.Inputs.Select(FromProto)],
            Outputs = [.. signature.Outputs.Select(FromProto)],
            Task = signature.Task,
            ClassLabels = [.. signature.ClassLabels],
        };
    }

    private static Proto.TensorSpec ToProto(TensorSpec spec) => new()
    {
        Name = spec.Name,
        DataType = spec.DataType,
        Shape = { spec.Shape },
        Role = (Proto.TensorSpec.Types.Role)spec.Role,
        Categories = { spec.Categories },
        Image = spec.Image is null ? null : ToProto(spec.Image),
    };

    private static Proto.ImageSpec ToProto(ImageSpec image) => new()
    {
        Layout = (Proto.ImageSpec.Types.Layout)image.Layout,
        ChannelCount = image.ChannelCount,
        Height = image.Height,
        Width = image.Width,
        Scale = image.Scale,
        Means = { image.Means },
        StandardDeviations = { image.StandardDeviations },
    };

    private static TensorSpec FromProto(Proto.TensorSpec spec) => new()
    {
        Name = spec.Name,
        DataType = spec.DataType,
        Shape = [.. spec.Shape],
        Role = (TensorRole)spec.Role,
        Categories = [.. spec.Categories],
        Image = spec.Image is null ? null : FromProto(spec.Image),
    };

    private static ImageSpec FromProto(Proto.ImageSpec image) => new()
    {
        Layout = (ImageLayout)image.Layout,
        ChannelCount = image.ChannelCount,
        Height = image.Height,
        Width = image.Width,
        Scale = image.Scale,
        Means = [.. image.Means],
        StandardDeviations = [.. image.StandardDeviations],
    };
}
