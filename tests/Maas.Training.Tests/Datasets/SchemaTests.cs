using System.Globalization;
using Grpc.Core;
using Maas.Contracts.Training.V1;

namespace Maas.Training.Tests.Datasets;

/// <summary>Schemas over the wire: made, edited, kept, and compared with.</summary>
public sealed class SchemaTests
{
    private TrainingServer _server;

    [OneTimeSetUp]
    public async Task StartAsync() => _server = await TrainingServer.StartAsync();

    [OneTimeTearDown]
    public ValueTask StopAsync() => _server.DisposeAsync();

    [Test]
    public async Task Infer_SaysKindPresenceValuesRangeAndUniqueness()
    {
        var version = await _server.ImportAsync(People(), "infer");

        var schema = await _server.Client.InferDatasetSchemaAsync(new InferDatasetSchemaRequest { Name = version.Name });

        Assert.That(schema.Columns, Is.EqualTo(new[]
        {
            new ColumnSchema
            {
                Column = "id", Kind = Column.Types.Kind.Numeric, MinPresentRatio = 1, MinKnownRatio = 1, Min = 0, Max = 59.5, IsUnique = true,
            },
            new ColumnSchema
            {
                Column = "age", Kind = Column.Types.Kind.Numeric, MinKnownRatio = 1, Min = 0.5, Max = 78.5,
            },
            new ColumnSchema
            {
                Column = "city", Kind = Column.Types.Kind.Categorical, MinPresentRatio = 1, MinKnownRatio = 1, Values = { "bern", "oslo", "rome" },
            },
        }));
    }

    [Test]
    public async Task Validate_TheVersionItWasInferredFrom_FindsNothing()
    {
        var version = await _server.ImportAsync(People(), "same");
        var schema = await _server.Client.InferDatasetSchemaAsync(new InferDatasetSchemaRequest { Name = version.Name });

        Assert.That(await ValidateAsync(version, schema), Is.Empty);
    }

    // One cause, one anomaly: name, severity, column, count, examples.
    [TestCase("id,age\n1,30\n2,31\n", "missing-column Error city 2 []")]
    [TestCase("id,age,city,extra\n1,30,oslo,x\n", "new-column Warning extra 1 []")]
    [TestCase("id,age,city\n1,old,oslo\n2,young,rome\n", "unexpected-type Error age 2 [old, young]")]
    [TestCase("id,age,city\n1,30,oslo\n2,31,paris\n3,32,paris\n4,33,Oslo\n", "unexpected-values Error city 3 [paris, Oslo]")]
    [TestCase("id,age,city\n1,30,oslo\n2,31,\n", "low-presence Error city 1 []")]
    [TestCase("id,age,city\n1,,oslo\n2,,rome\n", "no-values Warning age 2 []")]
    [TestCase("id,age,city\n1,-7,oslo\n2,30,rome\n", "too-small Error age 1 [-7.0]")]
    [TestCase("id,age,city\n1,30,oslo\n2,999,rome\n3,999,rome\n", "too-large Error age 2 [999.0]")]
    [TestCase("id,age,city\n1,30,oslo\n1,31,rome\n2,32,rome\n", "not-unique Error id 1 [1.0]")]
    public async Task Validate_AnotherVersion_NamesWhatDiffers(string csv, string expected)
    {
        var first = await _server.ImportAsync(People(), "differs");
        var schema = await _server.Client.InferDatasetSchemaAsync(new InferDatasetSchemaRequest { Name = first.Name });
        var second = await _server.ImportAsync(csv, "differs");

        var found = await ValidateAsync(second, schema);

        Assert.That(found.Select(Text), Is.EqualTo(new[] { expected }));
    }

    [Test]
    public async Task Validate_CountsThatWereSet_AreCompared()
    {
        var version = await _server.ImportAsync("c\na\nb\n", "counts");
        var schema = new DatasetSchema
        {
            MinRowCount = 3,
            Columns = { new ColumnSchema { Column = "c", Kind = Column.Types.Kind.Categorical, MinDistinctCount = 3 } },
        };
        var small = new DatasetSchema
        {
            MaxRowCount = 1,
            Columns = { new ColumnSchema { Column = "c", Kind = Column.Types.Kind.Categorical, MaxDistinctCount = 1 } },
        };

        var few = await ValidateAsync(version, schema);
        var many = await ValidateAsync(version, small);

        Assert.That(few.Concat(many).Select(Text), Is.EqualTo(new[]
        {
            "low-row-count Error  2 []", "low-distinct Error c 2 []", "high-row-count Error  2 []", "high-distinct Error c 2 []",
        }));
    }

    [Test]
    public async Task Validate_WithAShareOfUnknownValuesAllowed_IsSilentBelowIt()
    {
        var version = await _server.ImportAsync("c\na\na\na\nb\n", "mass");
        var schema = new DatasetSchema
        {
            Columns = { new ColumnSchema { Column = "c", Kind = Column.Types.Kind.Categorical, Values = { "a" }, MinKnownRatio = 0.75 } },
        };

        var atTheLimit = await ValidateAsync(version, schema);
        schema.Columns[0].MinKnownRatio = 0.76;
        var above = await ValidateAsync(version, schema);

        Assert.That((atTheLimit.Count, above.Count), Is.EqualTo((0, 1)));
    }

    [Test]
    public async Task Schema_OnceSet_IsKeptAndUsed()
    {
        await using var server = await TrainingServer.StartAsync();
        var version = await server.ImportAsync(People(), "kept");
        var schema = await server.Client.InferDatasetSchemaAsync(new InferDatasetSchemaRequest { Name = version.Name });
        schema.Columns[1].Max = 20;
        var set = await server.Client.UpdateDatasetSchemaAsync(new UpdateDatasetSchemaRequest { DatasetSchema = schema });

        await server.RestartAsync();

        var kept = await server.Client.GetDatasetSchemaAsync(new GetDatasetSchemaRequest { Name = "datasets/kept/schema" });
        var answer = await server.Client.ValidateDatasetAsync(new ValidateDatasetRequest { Name = version.Name });
        Assert.Multiple(() =>
        {
            Assert.That(kept, Is.EqualTo(set));
            Assert.That(answer.Anomalies.Select(anomaly => anomaly.Kind), Is.EqualTo(new[] { "too-large" }));
        });
    }

    [Test]
    public async Task Update_WithAStaleEtag_IsAbortedAndChangesNothing()
    {
        await _server.ImportAsync(People(), "stale");
        var first = await SetAsync("stale", "id");
        var second = await SetAsync("stale", "age", first.Etag);

        var error = await Errors.OfAsync(() => SetAsync("stale", "city", first.Etag));

        var kept = await _server.Client.GetDatasetSchemaAsync(new GetDatasetSchemaRequest { Name = "datasets/stale/schema" });
        Assert.Multiple(() =>
        {
            Assert.That((error.StatusCode, error.Info.Reason, error.Info.Metadata["currentEtag"]),
                Is.EqualTo((StatusCode.Aborted, "ETAG_MISMATCH", second.Etag)));
            Assert.That(kept, Is.EqualTo(second));
        });
    }

    [Test]
    public async Task Update_WithTheSameAgain_ChangesNothing()
    {
        await _server.ImportAsync(People(), "again");

        var first = await SetAsync("again", "id");
        var second = await SetAsync("again", "id");

        Assert.That(second, Is.EqualTo(first));
    }

    [Test]
    public async Task Update_WithWhatCannotBe_NamesAllFields()
    {
        await _server.ImportAsync(People(), "fields");
        var schema = new DatasetSchema
        {
            Name = "datasets/fields/schema",
            MinRowCount = 5,
            MaxRowCount = 4,
            Columns =
            {
                new ColumnSchema { Column = "a", Kind = Column.Types.Kind.Numeric, Values = { "x" }, MinPresentRatio = 2, Min = 1, Max = 0 },
                new ColumnSchema { Column = "A", Kind = (Column.Types.Kind)77, MinKnownRatio = -1, Min = double.NaN },
            },
        };

        var error = await Errors.OfAsync(() =>
            _server.Client.UpdateDatasetSchemaAsync(new UpdateDatasetSchemaRequest { DatasetSchema = schema }).ResponseAsync);

        Assert.That(error.Fields, Is.SupersetOf(new[]
        {
            "dataset_schema.max_row_count", "dataset_schema.columns[0].values", "dataset_schema.columns[0].min_present_ratio",
            "dataset_schema.columns[0].max", "dataset_schema.columns[1].column", "dataset_schema.columns[1].kind",
            "dataset_schema.columns[1].min_known_ratio", "dataset_schema.columns[1].min",
        }));
    }

    [Test]
    public async Task Validate_WithoutAnySchema_IsNotFound()
    {
        var version = await _server.ImportAsync(People(), "none");

        var error = await Errors.OfAsync(() =>
            _server.Client.ValidateDatasetAsync(new ValidateDatasetRequest { Name = version.Name }).ResponseAsync);

        Assert.That((error.StatusCode, error.Info.Metadata["resource"]), Is.EqualTo((StatusCode.NotFound, "datasets/none/schema")));
    }

    private async Task<DatasetSchema> SetAsync(string dataset, string column, string etag = "") =>
        await _server.Client.UpdateDatasetSchemaAsync(new UpdateDatasetSchemaRequest
        {
            DatasetSchema = new DatasetSchema
            {
                Name = $"datasets/{dataset}/schema",
                Etag = etag,
                Columns = { new ColumnSchema { Column = column, Kind = Column.Types.Kind.Text } },
            },
        });

    private async Task<IReadOnlyList<SchemaAnomaly>> ValidateAsync(DatasetVersion version, DatasetSchema schema) =>
        (await _server.Client.ValidateDatasetAsync(new ValidateDatasetRequest { Name = version.Name, DatasetSchema = schema })).Anomalies;

    private static string Text(SchemaAnomaly anomaly) =>
        $"{anomaly.Kind} {anomaly.Severity} {anomaly.Column} {anomaly.Count} [{string.Join(", ", anomaly.Examples)}]";

    // 40 rows; ids 1-40, ages 20-59 and one missing, three cities.
    private static string People() => "id,age,city\n" + string.Concat(Enumerable.Range(1, 40).Select(i => string.Create(
        CultureInfo.InvariantCulture, $"{i},{(i == 7 ? "" : $"{19 + i}")},{(i % 3 == 0 ? "oslo" : i % 3 == 1 ? "rome" : "bern")}\n")));
}
