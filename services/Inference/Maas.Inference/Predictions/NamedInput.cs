using Maas.Inference.Models;
using Maas.Inference.Predictions.Images;

namespace Maas.Inference.Predictions;

/// <summary>One input that takes a named value per row. Immutable.</summary>
internal abstract record NamedInput(TensorInfo Info)
{
    /// <summary>Rows that the graph takes at once; null for any number.</summary>
    public long? FixedRowCount => Info.Shape is [>= 0 and var count, ..] ? count : null;

    /// <summary>Sees an input as one that takes a value per row.</summary>
    /// <returns>Null when its meaning or its shape says otherwise.</returns>
    public static NamedInput? Of(TensorInfo info, TensorMeaning? meaning) => (meaning?.Role, info.DataType) switch
    {
        (TensorRole.NumericFeature, not (TensorDataType.Bytes or TensorDataType.Bf16)) when IsColumn(info) => new NumberInput(info),
        (TensorRole.CategoricalFeature, TensorDataType.Bytes) when IsColumn(info) => new TextInput(info, CanBeMissing: true),
        (TensorRole.Text, TensorDataType.Bytes) when IsColumn(info) => new TextInput(info, CanBeMissing: false),
        (TensorRole.Image, TensorDataType.UInt8 or TensorDataType.Fp16 or TensorDataType.Fp32)
            when meaning!.Image is { IsUsable: true } image && TakesImages(info, image) => new ImageInput(info, image),
        _ => null,
    };

    /// <summary>Makes the tensor of all rows; what does not fit goes to the problems.</summary>
    public abstract Tensor Encode(RowEncoding encoding);

    // [N], [N, 1], [N, 1, 1], …
    private static bool IsColumn(TensorInfo info) => info.Shape.Length > 0 && info.Shape.Skip(1).All(size => size is 1 or -1);

    // A graph may leave any size open, and the number of dimensions too.
    private static bool TakesImages(TensorInfo info, ImageMeaning image) => info.Shape.Length == 0
        || (info.Shape.Length == 4 && info.Shape.Skip(1).Zip(image.RowShape).All(pair => pair.First < 0 || pair.First == pair.Second));
}
