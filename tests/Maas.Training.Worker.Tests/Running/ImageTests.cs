using DuckDB.NET.Data;
using Maas.Training.Plans;
using Maas.Training.Worker.Data;
using Maas.Training.Worker.Preprocessing.Images;
using SkiaSharp;
using static TorchSharp.torch;

namespace Maas.Training.Worker.Tests.Running;

/// <summary>From image to label: resized, cropped, turned and normalised in the graph.</summary>
public sealed class ImageTests
{
    [TestCase(Algorithm.Cnn, 3, true)]
    [TestCase(Algorithm.Cnn, 1, false)]
    [TestCase(Algorithm.Mlp, 1, false)]
    [TestCase(Algorithm.Rnn, 1, false)]
    [TestCase(Algorithm.LogisticRegression, 3, false)]
    public void Model_OfImages_TellsStripesApart(string algorithm, int channels, bool isAugmented)
    {
        using var bench = new JobBench();
        var plan = Plan(bench, algorithm, new ImagePlan
        {
            ChannelCount = channels,
            ResizeHeight = 12,
            ResizeWidth = 14,
            CropHeight = 10,
            CropWidth = 10,
            RotationDegrees = 5,
            FlipsAtRandom = isAugmented,
            MaxShiftRatio = isAugmented ? 0.1 : 0,
            MaxTurnDegrees = isAugmented ? 5 : 0,
        });

        var outcome = bench.Train(plan);

        // No weighted sum of pixels tells stripes of any phase apart.
        Assert.That(outcome.Metrics["train.accuracy"], Is.GreaterThan(algorithm == Algorithm.LogisticRegression ? 0.5 : 0.95));
        Assert.That(outcome.ParityError, Is.LessThanOrEqualTo(1e-5));
        Assert.That(outcome.DroppedRowCount, Is.EqualTo(2), "a broken image and a missing one");
        var input = outcome.Signature.Inputs.Single();
        Assert.That((input.Role, input.DataType), Is.EqualTo((TensorRole.Image, "UINT8")));
        Assert.That(input.Shape, Is.EqualTo((long[])[-1, 16, 20, channels]));
        Assert.That(input.ImageShape, Is.EqualTo((int[])[16, 20, channels]));
        Assert.That(outcome.GoldenExamples[0].Inputs[0].Content, Has.Length.EqualTo(16 * 20 * channels));
    }

    [Test]
    public void Model_OfAugmentedImages_HasTheSameBytesAfterAResume()
    {
        using var bench = new JobBench();
        var plan = Plan(bench, Algorithm.Cnn, new ImagePlan { FlipsAtRandom = true, MaxShiftRatio = 0.2, MaxTurnDegrees = 20 });
        plan = plan with { Learning = plan.Learning with { EpochCount = 2, CheckpointSeconds = 0 } };
        var whole = bench.Train(plan).ModelSha256;
        File.Delete(bench.Folder.CheckpointPath);

        var steps = 0;
        Assert.Throws<OperationCanceledException>(() => bench.Train(plan, onStep: () =>
        {
            if (++steps > 5)
            {
                throw new OperationCanceledException();
            }
        }));

        Assert.That(bench.Train(plan).ModelSha256, Is.EqualTo(whole));
    }

    [TestCase(90)]
    [TestCase(-30)]
    public void Rotation_InTheGraph_IsThatOfTorch(double degrees)
    {
        var rows = new RawRows(1, [Gradient(5, 7)]);

        var (_, values) = JobBench.Prepare([Feature(new ImagePlan { RotationDegrees = degrees, Normalization = ImageNormalization.None })], rows);

        using var image = tensor(Array.ConvertAll(rows.Columns[0].Pixels!, pixel => (float)pixel), [1, 1, 5, 7]);
        using var theta = tensor(Rotation.Of(degrees, 5, 7), [1, 2, 3]);
        using var grid = nn.functional.affine_grid(theta, [1, 1, 5, 7], align_corners: false);
        using var turned = nn.functional.grid_sample(image, grid, align_corners: false);
        Assert.That(values, Is.EqualTo(turned.data<float>().ToArray()).Within(1e-3));
    }

    [Test]
    public void Rotation_ByAQuarter_IsAnticlockwise()
    {
        using var bench = new JobBench();
        var square = Gradient(2, 2);

        var (_, values) = JobBench.Prepare(
            [Feature(new ImagePlan { RotationDegrees = 90, Normalization = ImageNormalization.None })], new RawRows(1, [square]));

        // The upper right pixel comes to the upper left.
        Assert.That(values, Is.EqualTo(new float[] { square.Pixels![1], square.Pixels[3], square.Pixels[0], square.Pixels[2] }).Within(1e-3));
    }

    private static FeaturePlan Feature(ImagePlan image) =>
        new() { Column = "image", Kind = FeatureKind.Image, Imputation = "", Image = image };

    private static RawColumn Gradient(int height, int width) => new("image", null, null)
    {
        Grid = new Imaging.ImageGrid(1, height, width, IsChannelsFirst: false),
        Pixels = [.. Enumerable.Range(0, height * width).Select(place => (byte)(17 * place % 251))],
    };

    private static TrainingPlan Plan(JobBench bench, string algorithm, ImagePlan image) => new()
    {
        TablePath = WriteImages(bench),
        DatasetFingerprint = "images",
        TargetColumn = "label",
        Task = LearningTask.Classification,
        Algorithm = algorithm,
        Features = [Feature(image)],
        TestRatio = 0,
        L2Penalty = 1,
        Network = new NetworkPlan { HiddenUnits = [8], Channels = [4, 4], StateUnits = 8 },
        Learning = new LearningPlan { EpochCount = 25, BatchSize = 16, LearningRate = 0.01, MaxGradientNorm = 1 },
    };

    // Stripes across and down, of changing colours, 20 x 16 pixels.
    private static string WriteImages(JobBench bench)
    {
        var path = Path.Combine(bench.Folder.FullPath, $"{Guid.NewGuid():N}.parquet");
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "create table t (image blob, label varchar)";
        command.ExecuteNonQuery();
        using (var appender = connection.CreateAppender("t"))
        {
            for (var i = 0; i < 60; i++)
            {
                appender.CreateRow().AppendValue(Png(i)).AppendValue(i % 2 == 0 ? "across" : "down").EndRow();
            }

            appender.CreateRow().AppendValue("no image"u8.ToArray()).AppendValue("down").EndRow();
            appender.CreateRow().AppendValue((byte[]?)null).AppendValue("down").EndRow();
        }

        command.CommandText = $"copy t to '{path}' (format parquet)";
        command.ExecuteNonQuery();
        return path;
    }

    private static byte[] Png(int number)
    {
        using var bitmap = new SKBitmap(20, 16);
        for (var y = 0; y < 16; y++)
        {
            for (var x = 0; x < 20; x++)
            {
                var isLight = (((number % 2 == 0 ? y : x) + (number % 5)) / 3) % 2 == 0;
                bitmap.SetPixel(x, y, isLight ? new SKColor((byte)(150 + number), 200, 220) : new SKColor(10, (byte)number, 30));
            }
        }

        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }
}
