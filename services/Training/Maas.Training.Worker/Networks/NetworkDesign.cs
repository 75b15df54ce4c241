using Maas.Errors;
using Maas.Training.Plans;
using Maas.Training.Worker.Data;
using Maas.Training.Worker.Networks.Layers;

namespace Maas.Training.Worker.Networks;

/// <summary>Puts the layers of a plan's network together.</summary>
internal static class NetworkDesign
{
    /// <param name="algorithm">One of <see cref="Algorithm"/>; a linear one has a single layer.</param>
    /// <param name="plan">Sizes and kinds.</param>
    /// <param name="layout">What it is given.</param>
    /// <param name="outputs">Numbers it gives.</param>
    /// <exception cref="MaasException"><c>SPEC_INVALID</c>: they do not go together.</exception>
    public static IReadOnlyList<Layer> Of(string algorithm, NetworkPlan plan, FeatureLayout layout, int outputs) =>
    [
        .. algorithm switch
        {
            Algorithm.Mlp => Hidden(plan),
            Algorithm.Cnn => [.. Convolutions(plan, layout), .. Hidden(plan)],
            Algorithm.Rnn => [.. Recurrence(plan, layout), .. Hidden(plan)],
            _ => [],
        },
        new Dense(outputs),
    ];

    private static IEnumerable<Layer> Hidden(NetworkPlan plan) =>
        plan.HiddenUnits.SelectMany<int, Layer>(units => [new Dense(units), new Activation(plan.Activation), .. Dropping(plan)]);

    private static IEnumerable<Layer> Dropping(NetworkPlan plan) => plan.DropoutRatio > 0 ? [new Dropout(plan.DropoutRatio)] : [];

    private static List<Layer> Convolutions(NetworkPlan plan, FeatureLayout layout)
    {
        List<Layer> layers = [.. Channelled(plan, layout)];
        foreach (var channels in plan.Channels)
        {
            layers.Add(new Convolution(channels, plan.KernelSize));

            // Of one number per channel and row there is no variance in a batch of one row.
            if (ShapeOf(layers, layout).Skip(1).Any(size => size > 1))
            {
                layers.Add(new BatchNormalization());
            }

            layers.Add(new Activation(plan.Activation));
            if (layout is not TokenLayout && ShapeOf(layers, layout).Skip(1).All(size => size >= 2))
            {
                layers.Add(new MaxPooling());
            }
        }

        // A text says the same wherever in it a phrase stands.
        layers.Add(layout is TokenLayout
            ? new GlobalMaxPooling()
            : new Reshape([ShapeOf(layers, layout).Aggregate(1L, (product, size) => product * size)]));
        layers.AddRange(Dropping(plan));
        return layers;
    }

    private static IEnumerable<Layer> Channelled(NetworkPlan plan, FeatureLayout layout) => layout switch
    {
        ImageLayout image => [new Reshape([image.Channels, image.Height, image.Columns])],
        _ => [.. Steps(plan, layout), new Transposition()],
    };

    private static IEnumerable<Layer> Recurrence(NetworkPlan plan, FeatureLayout layout) =>
    [
        .. Steps(plan, layout),
        new Recurrence(plan.Cell, plan.StateUnits, plan.Levels, plan.IsBidirectional, IsPadded: layout is TokenLayout),
        .. Dropping(plan),
    ];

    private static IEnumerable<Layer> Steps(NetworkPlan plan, FeatureLayout layout) => layout switch
    {
        TokenLayout tokens => [new Embedding(tokens.TokenCount, plan.TokenDimension)],
        ImageLayout image => [new Reshape([image.Channels * image.Height, image.Columns])],
        _ when layout.Width % plan.StepWidth != 0 => throw PlanErrors.SpecInvalid(
            $"{layout.Width} prepared features cannot be divided into steps of {plan.StepWidth}; expected a divisor."),
        _ => [new Reshape([layout.Width / plan.StepWidth, plan.StepWidth])],
    };

    private static IReadOnlyList<long> ShapeOf(List<Layer> layers, FeatureLayout layout) =>
        layers.Aggregate((IReadOnlyList<long>)[layout.Width], (shape, layer) => layer.OutputShape(shape));
}
