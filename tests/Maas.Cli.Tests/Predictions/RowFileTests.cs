using Google.Protobuf.WellKnownTypes;
using Maas.Cli.Predictions;
using Maas.Cli.Terminal;
using Maas.Testing;

namespace Maas.Cli.Tests.Predictions;

public sealed class RowFileTests
{
    private static readonly Dictionary<string, bool> TextByInput = new() { ["age"] = false, ["plan"] = true };

    private TempFolder _folder;

    [SetUp]
    public void MakeFolder() => _folder = new TempFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void Read_Csv_MakesNumbersTextAndMissingByTheModelsInputs()
    {
        var rows = Read("rows.csv", "age,plan,left\r\n41,2,yes\r\n,\"a, \"\"b\"\"\",no\r\n");

        Assert.That(rows, Has.Count.EqualTo(2));
        Assert.That(rows[0].Fields["age"], Is.EqualTo(Value.ForNumber(41)));
        Assert.That(rows[0].Fields["plan"], Is.EqualTo(Value.ForString("2")));
        Assert.That(rows[0].Fields, Does.Not.ContainKey("left"));
        Assert.That(rows[1].Fields["age"], Is.EqualTo(Value.ForNull()));
        Assert.That(rows[1].Fields["plan"], Is.EqualTo(Value.ForString("a, \"b\"")));
    }

    [TestCase("NA")]
    [TestCase("n/a")]
    [TestCase(" NaN ")]
    [TestCase("null")]
    public void Read_Csv_TakesForMissingWhatTrainingTakes(string cell)
    {
        var rows = Read("rows.csv", $"age,plan\n{cell},{cell}\n");

        Assert.That(rows[0].Fields["age"], Is.EqualTo(Value.ForNull()));
        Assert.That(rows[0].Fields["plan"], Is.EqualTo(Value.ForString("")));
    }

    [TestCase("""[{"age": 41, "plan": null}, {"plan": "x"}]""", ExpectedResult = 2)]
    [TestCase("""{"age": 41}""", ExpectedResult = 1)]
    public int Read_Json_TakesAnArrayOrOneObject(string content) => Read("rows.json", content).Count;

    [TestCase("rows.ndjson")]
    [TestCase("rows.JSONL")]
    public void Read_JsonLines_TakesAnObjectALine(string name)
    {
        var rows = Read(name, "{\"age\": 41}\r\n\n{\"plan\": null}");

        Assert.That(rows.Select(row => row.Fields.Keys.Single()), Is.EqualTo(new[] { "age", "plan" }));
    }

    [Test]
    public void Read_JsonLines_GivesTheRowsBeforeABadOne()
    {
        File.WriteAllText(_folder.File("rows.ndjson"), "{\"age\": 41}\n[1]\n");

        using var rows = RowFile.Read(_folder.File("rows.ndjson"), TextByInput).GetEnumerator();

        Assert.That(rows.MoveNext(), Is.True);
        Assert.That(() => rows.MoveNext(), Throws.TypeOf<CommandFailedException>().With.Message.Contains("in line 2"));
    }

    [TestCase("rows.json", "[1, 2]")]
    [TestCase("rows.ndjson", "{")]
    [TestCase("rows.json", "{")]
    [TestCase("rows.csv", "")]
    [TestCase("rows.csv", "age,plan\n1\n")]
    public void Read_WhatIsNoTable_IsRefusedWithTheFilesName(string name, string content) =>
        Assert.That(() => Read(name, content), Throws.TypeOf<CommandFailedException>().With.Message.Contains(name));

    private IReadOnlyList<Struct> Read(string name, string content)
    {
        var path = _folder.File(name);
        File.WriteAllText(path, content);
        return [.. RowFile.Read(path, TextByInput)];
    }
}
