using System.Globalization;
using Maas.Errors;
using Maas.Imaging;
using Maas.Inference.Models;

namespace Maas.Inference.Predictions.Images;

/// <summary>An input of one PNG or JPEG image per row, in base64. Immutable.</summary>
internal sealed record ImageInput(TensorInfo Info, ImageMeaning Image) : NamedInput(Info)
{
    /// <inheritdoc/>
    /// <exception cref="MaasException">
    /// <c>INVALID_FIELD</c>: the rows are more than one request may have; <c>LIMIT_REACHED</c>: images of others take too much memory.
    /// </exception>
    /// <exception cref="OperationCanceledException">Nobody waits any more.</exception>
    public override Tensor Encode(RowEncoding encoding)
    {
        long[] shape = [encoding.Rows.Count, .. Image.RowShape];
        var rowBytes = Image.ChannelCount * Image.Height * Image.Width * Info.DataType.ElementSize;
        RequireFits(shape[0] * rowBytes, rowBytes, encoding.Images.Options);
        var content = new byte[shape[0] * rowBytes];
        for (var row = 0; row < encoding.Rows.Count; row++)
        {
            encoding.Cancellation.ThrowIfCancellationRequested();
            using var image = Read(encoding.Rows[row].GetValueOrDefault(Info.Name), encoding.Images, out var problem);
            if (image is not null)
            {
                ImageRow.Write(image, Image, Info.DataType, content.AsSpan(row * rowBytes, rowBytes));
            }
            else
            {
                encoding.Problems.Add(row, Info.Name, Expected(encoding.Images.Options), problem);
            }
        }

        return new Tensor(Info.Name, Info.DataType, shape, content);
    }

    private static DecodedImage? Read(RowValue value, ImageMemory memory, out string problem)
    {
        problem = value.Description;
        if (value.Kind != RowValueKind.Text)
        {
            return null;
        }

        var file = new byte[(value.Text.Length / 4 * 3) + 3];
        if (!Convert.TryFromBase64String(value.Text, file, out var length))
        {
            problem = "a text that is not base64";
            return null;
        }

        return DecodedImage.Decode(file.AsSpan(0, length), memory, out problem);
    }

    private static void RequireFits(long bytes, long rowBytes, ImageOptions options)
    {
        if (bytes > options.MaxTensorBytes)
        {
            throw CommonErrors.InvalidField("rows", string.Create(
                CultureInfo.InvariantCulture,
                $"Expected at most {options.MaxTensorBytes / rowBytes} rows of this model's images at once, of {rowBytes} bytes each as a tensor, got {bytes / rowBytes}. Send fewer, stream them, or raise 'Maas:Inference:Images:MaxTensorBytes'."));
        }
    }

    private static string Expected(ImageOptions options) => string.Create(
        CultureInfo.InvariantCulture, $"a PNG or JPEG image of at most {options.MaxPixels} pixels, in base64");
}
