using System.Buffers;
using System.Text;
using Maas.Inference.Models;
using Maas.Inference.Sampling;

namespace Maas.Inference.Tests.Sampling;

/// <summary>Texts of callers as Monitoring takes them: it refuses a batch for one of them that is too long or has a NUL.</summary>
internal sealed class MonitoringTextTests
{
    [Test]
    public void Text_ThatIsTooLong_IsCutBetweenCharacters()
    {
        var told = Told(new string('x', 32_767) + "\U0001F600 and more", new string('y', 32_768), "gold");

        Assert.That(told, Is.EqualTo(new[] { new string('x', 32_767), new string('y', 32_768), "gold" }));
    }

    [Test]
    public void Text_WithANul_HasAnotherCharacterInItsPlace() =>
        Assert.That(Told("a\0b"), Is.EqualTo(new[] { "a\uFFFDb" }));

    private static string[] Told(params string[] texts)
    {
        var content = new ArrayBufferWriter<byte>();
        foreach (var text in texts)
        {
            BytesContent.Write(content, Encoding.UTF8.GetBytes(text));
        }

        var call = new SampledCall
        {
            Source = "deployments/prod",
            ModelVersion = "models/churn/versions/1",
            Time = DateTimeOffset.UnixEpoch,
            Features = [FeatureColumn.Of(
                new Tensor("plan", TensorDataType.Bytes, [texts.Length], content.WrittenSpan.ToArray()), texts.Length, [.. Enumerable.Range(0, texts.Length)])!],
            Prediction = null,
            Scores = null,
            PredictionIds = [],
            RowCount = texts.Length,
            SizeBytes = 0,
        };
        var batch = new ObservationBatch
        {
            Counts = [], Held = [], Rows = [.. texts.Select((_, row) => new SampledRow(call, row))], DroppedSampleCount = 0,
        };
        return [.. MonitoringMessages.ToMessage(batch, "replica").PredictionSamples.Select(sample => sample.Features[0].Text)];
    }
}
