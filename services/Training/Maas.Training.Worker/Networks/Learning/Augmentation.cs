using Maas.Training.Plans;
using Maas.Training.Worker.Data;
using Maas.Training.Worker.Preprocessing.Images;
using static TorchSharp.torch;

namespace Maas.Training.Worker.Networks.Learning;

/// <summary>
/// Changes the images of a batch at random, so that a network learns from more than there are. By torch's generator of random
/// numbers on the CPU, whose state is part of a checkpoint.
/// </summary>
/// <param name="plan">How much.</param>
/// <param name="layout">What a row stands for.</param>
internal sealed class Augmentation(ImagePlan plan, ImageLayout layout)
{
    /// <summary>Changed rows, FLOAT [N, F], on the device of the rows.</summary>
    public Tensor Apply(Tensor rows)
    {
        var count = rows.shape[0];
        var images = rows.view(count, layout.Channels, layout.Height, layout.Columns);
        var grid = nn.functional.affine_grid(Thetas(count).to(rows.device), [count, layout.Channels, layout.Height, layout.Columns], align_corners: false);
        return nn.functional.grid_sample(images, grid, align_corners: false).view(count, -1);
    }

    // Shape [N, 2, 3]: a turn, mirrored for every other image, and a shift in halves of the size.
    private Tensor Thetas(long count)
    {
        var draws = rand(count, 4);
        var mirrored = plan.FlipsAtRandom ? draws.select(1, 0).lt(0.5).to(ScalarType.Float32).mul(-2).add(1) : ones(count);
        var turns = (draws.select(1, 1) - 0.5) * (2 * plan.MaxTurnDegrees);
        var shifts = (draws.narrow(1, 2, 2) - 0.5) * (4 * plan.MaxShiftRatio);
        var entries = turns.data<float>().ToArray().SelectMany(degrees => Rotation.Of(degrees, layout.Height, layout.Columns)).ToArray();
        var thetas = tensor(entries, [count, 2, 3]);
        var linear = thetas.narrow(2, 0, 2) * stack([mirrored, ones(count)], 1).unsqueeze(1);
        return cat([linear, shifts.unsqueeze(2)], 2);
    }
}
