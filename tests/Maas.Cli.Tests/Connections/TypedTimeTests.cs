using Maas.Cli.Connections;
using Maas.Cli.Terminal;
using Microsoft.Extensions.Time.Testing;

namespace Maas.Cli.Tests.Connections;

public sealed class TypedTimeTests
{
    private static readonly FakeTimeProvider Clock = new(new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero));

    [TestCase("2026-01-30", ExpectedResult = "2026-01-30T00:00:00Z")]
    [TestCase("2026-01-30T10:20:30Z", ExpectedResult = "2026-01-30T10:20:30Z")]
    [TestCase("2026-01-30T10:20:30.5+02:00", ExpectedResult = "2026-01-30T08:20:30.500Z")]
    [TestCase("2026-01-30T10:20", ExpectedResult = "2026-01-30T10:20:00Z")]
    [TestCase("-90s", ExpectedResult = "2026-01-31T11:58:30Z")]
    [TestCase("-30m", ExpectedResult = "2026-01-31T11:30:00Z")]
    [TestCase("-2h", ExpectedResult = "2026-01-31T10:00:00Z")]
    [TestCase("-7d", ExpectedResult = "2026-01-24T12:00:00Z")]
    public string Read_WhatPeopleType_IsAPointInTime(string text) =>
        TypedTime.Read(text, Clock).ToString().Trim('"');

    [TestCase("250ms", 0.25)]
    [TestCase("90s", 90)]
    [TestCase("15m", 900)]
    [TestCase("2h", 7200)]
    [TestCase("7d", 604_800)]
    public void ReadDuration_WhatPeopleType_IsALength(string text, double seconds)
    {
        var length = TypedTime.ReadDuration(text, "--for");

        Assert.That(length.TotalSeconds, Is.EqualTo(seconds));
        Assert.That(Figures.Length(Google.Protobuf.WellKnownTypes.Duration.FromTimeSpan(length)), Is.EqualTo(text));
    }

    [TestCase("yesterday")]
    [TestCase("2026-13-01")]
    [TestCase("-2w")]
    [TestCase("2h")]
    [TestCase("-")]
    [TestCase("-9999999d")]
    [TestCase("-99999999999d")]
    [TestCase("")]
    public void Read_WhatIsNoTime_IsRefusedWithExamples(string text) => Assert.That(
        () => TypedTime.Read(text, Clock),
        Throws.TypeOf<CommandFailedException>().With.Message.Contains($"'{text}'").And.Message.Contains("-2h"));
}
