using Maas.Imaging;
using Maas.Onnx.Building;
using Maas.Training.Plans;
using Maas.Training.Worker.Data;

namespace Maas.Training.Worker.Preprocessing.Images;

/// <summary>Images become the numbers of their pixels, channel by channel, row by row.</summary>
/// <param name="Column">Name of the column.</param>
/// <param name="Grid">What comes in: UINT8 [N, height, width, channels].</param>
/// <param name="Plan">The steps.</param>
/// <param name="Means">What is subtracted of each channel.</param>
/// <param name="Deviations">What it is divided by, above 0.</param>
internal sealed record ImagePreparation(
    string Column, ImageGrid Grid, ImagePlan Plan, IReadOnlyList<float> Means, IReadOnlyList<float> Deviations) : ColumnPreparation(Column)
{
    private int ResizedHeight => Plan.ResizeHeight > 0 ? Plan.ResizeHeight : Grid.Height;

    private int ResizedWidth => Plan.ResizeWidth > 0 ? Plan.ResizeWidth : Grid.Width;

    /// <summary>What goes out.</summary>
    public ImageLayout Layout => new(
        Grid.ChannelCount,
        Plan.CropHeight > 0 ? Math.Min(Plan.CropHeight, ResizedHeight) : ResizedHeight,
        Plan.CropWidth > 0 ? Math.Min(Plan.CropWidth, ResizedWidth) : ResizedWidth);

    public override IReadOnlyList<string> FeatureNames => field ??= [.. Enumerable.Range(0, Layout.Width).Select(place => $"{Column}:{place}")];

    public override OnnxValue AppendTo(OnnxGraphBuilder graph, OnnxValue input)
    {
        var wide = graph.Cast($"{Column}_wide", input, OnnxElementType.Float);
        var value = graph.Node("Transpose", $"{Column}_channels_first", [wide], OnnxArgument.Of("perm", [0L, 3, 1, 2]));
        value = Resize(graph, value);
        value = Crop(graph, value);
        value = Rotate(graph, value);
        if (Means.Any(mean => mean != 0) || Deviations.Any(deviation => deviation != 1))
        {
            var centred = graph.Node("Sub", $"{Column}_centred", [value, PerChannel(graph, "means", Means)]);
            value = graph.Node("Div", $"{Column}_normalized", [centred, PerChannel(graph, "deviations", Deviations)]);
        }

        return graph.Node("Reshape", $"{Column}_pixels", [value, graph.Int64s($"{Column}_pixels_shape", [0, Layout.Width], 2)]);
    }

    private OnnxValue Resize(OnnxGraphBuilder graph, OnnxValue value)
    {
        if (ResizedHeight == Grid.Height && ResizedWidth == Grid.Width)
        {
            return value;
        }

        var sizes = graph.Int64s($"{Column}_sizes", [ResizedHeight, ResizedWidth], 2);
        return graph.Node(
            "Resize", $"{Column}_resized", [value, OnnxValue.None, OnnxValue.None, sizes],
            OnnxArgument.Of("mode", "linear"), OnnxArgument.Of("coordinate_transformation_mode", "half_pixel"),
            OnnxArgument.Of("axes", [2L, 3]));
    }

    private OnnxValue Crop(OnnxGraphBuilder graph, OnnxValue value)
    {
        var (height, width) = (Layout.Height, Layout.Columns);
        if (height == ResizedHeight && width == ResizedWidth)
        {
            return value;
        }

        var (top, left) = ((ResizedHeight - height) / 2, (ResizedWidth - width) / 2);
        return graph.Node(
            "Slice", $"{Column}_cropped",
            [
                value, graph.Int64s($"{Column}_crop_begin", [top, left], 2), graph.Int64s($"{Column}_crop_end", [top + height, left + width], 2),
                graph.Int64s($"{Column}_crop_axes", [2, 3], 2),
            ]);
    }

    // Sampled along a grid that is turned the other way; the aspect is undone before and done after.
    private OnnxValue Rotate(OnnxGraphBuilder graph, OnnxValue value)
    {
        if (Plan.RotationDegrees == 0)
        {
            return value;
        }

        var theta = graph.Floats($"{Column}_theta", Rotation.Of(Plan.RotationDegrees, Layout.Height, Layout.Columns), 1, 2, 3);
        var size = graph.Int64s($"{Column}_grid_size", [1, Layout.Channels, Layout.Height, Layout.Columns], 4);
        var grid = graph.Node("AffineGrid", $"{Column}_grid", [theta, size], OnnxArgument.Of("align_corners", 0));
        var rows = graph.Node("Shape", $"{Column}_rows", [value], OnnxArgument.Of("start", 0), OnnxArgument.Of("end", 1));
        var shape = graph.Node(
            "Concat", $"{Column}_grids_shape", [rows, graph.Int64s($"{Column}_grid_shape", [Layout.Height, Layout.Columns, 2], 3)],
            OnnxArgument.Of("axis", 0));
        return graph.Node(
            "GridSample", $"{Column}_rotated", [value, graph.Node("Expand", $"{Column}_grids", [grid, shape])],
            OnnxArgument.Of("mode", "linear"), OnnxArgument.Of("padding_mode", "zeros"), OnnxArgument.Of("align_corners", 0));
    }

    private OnnxValue PerChannel(OnnxGraphBuilder graph, string name, IReadOnlyList<float> values) =>
        graph.Floats($"{Column}_{name}", [.. values], values.Count, 1, 1);
}
