using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Maas.Inference.Tests.Rest;

[CancelAfter(60_000)]
internal sealed class RestPredictStreamTests
{
    private const string Path = "/v1/models/diabetes:predictStream";

    private ServingHost _server = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _server = await ServingHost.StartAsync(Signatures.Regression());

    [OneTimeTearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [Test]
    public async Task PredictStream_OfLines_AnswersLineByLine()
    {
        using var response = await PostAsync(
            _server, Path,
            """
            {"rowId":"a","row":{"bmi":1}}

            {"rowId":"b","row":{"bmi":"x"}}
            {"rowId":"c",
            {"rowId":"d","row":{"bmi":2},"model":"diabetes"}
            """);

        var lines = (await response.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonNode.Parse(line)!).ToList();
        Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/x-ndjson"));
        Assert.That(lines.Select(line => (string?)line["rowId"]), Is.EqualTo(new[] { "a", "b", null, "d" }));
        Assert.That(lines.Select(line => (double?)line["prediction"]?["value"]), Is.EqualTo(new double?[] { 4, null, null, 7 }));
        Assert.That((string?)lines[1]["error"]!["details"]![0]!["reason"], Is.EqualTo("ROW_INVALID"));
        Assert.That((string?)lines[1]["error"]!["details"]![0]!["metadata"]!["row"], Is.EqualTo("1"));
        Assert.That((string?)lines[2]["error"]!["message"], Does.StartWith("line 4: Expected {\"rowId\""));
    }

    [Test]
    public async Task PredictStream_AnswersALineBeforeTheNextComes(CancellationToken cancellationToken)
    {
        await using var caller = await Caller.OpenAsync(_server, cancellationToken);

        var answers = new List<double?>();
        for (var i = 0; i < 3; i++)
        {
            await caller.SendAsync($"{{\"row\":{{\"bmi\":{i}}}}}\n");
            answers.Add((double?)(await caller.ReadAnswerAsync(cancellationToken))["prediction"]!["value"]);
        }

        Assert.That(answers, Is.EqualTo(new double?[] { 1, 4, 7 }));
    }

    [Test]
    public async Task PredictStream_WhenTheHostGoesDown_SaysSoInTheLastLine(CancellationToken cancellationToken)
    {
        await using var server = await ServingHost.StartAsync(Signatures.Regression());
        await using var caller = await Caller.OpenAsync(server, cancellationToken);
        await caller.SendAsync("{\"row\":{\"bmi\":1}}\n");
        await caller.ReadAnswerAsync(cancellationToken);

        await server.BeginDrainAsync(cancellationToken);
        var last = await caller.ReadAnswerAsync(cancellationToken);
        await caller.ReadToEndAsync(cancellationToken);

        Assert.That((int?)last["error"]!["code"], Is.EqualTo(14));
        Assert.That((string?)last["error"]!["details"]![0]!["reason"], Is.EqualTo("SHUTTING_DOWN"));
    }

    [Test]
    public async Task PredictStream_CutOffByItsCaller_IsNoFailureOfTheServer(CancellationToken cancellationToken)
    {
        await using var server = await ServingHost.StartAsync(Signatures.Regression());
        for (var i = 0; i < 20; i++)
        {
            await using var caller = await Caller.OpenAsync(server, cancellationToken);
            await caller.SendAsync("{\"row\":{\"bmi\":1}}\n");
            await caller.ReadAnswerAsync(cancellationToken);
            await caller.SendAsync("{\"row\":{\"bmi");
        }

        await server.Host.StopAsync();
        server.Host.Logs.AssertNoUnexpectedErrors();
    }

    [Test]
    public async Task PredictStream_OfALineThatIsTooLong_AnswersThoseBeforeAndEnds()
    {
        await using var server = await ServingHost.StartAsync(
            [Signatures.Regression()], new Dictionary<string, string?> { ["Maas:Hosting:MaxMessageBytes"] = "2048" });
        var rows = string.Concat(Enumerable.Repeat("{\"row\":{\"bmi\":1}}\n", 200));

        using var response = await PostAsync(server, Path, $"{rows}{new string(' ', 3000)}\n{rows}");

        var lines = (await response.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines, Has.Length.EqualTo(201));
        Assert.That(lines[..200], Has.All.Contains("prediction"));
        Assert.That(lines[^1], Does.Contain("LIMIT_REACHED").And.Contain("Line 201"));
    }

    [TestCase("/v1/models/nobody:predictStream", "application/x-ndjson", HttpStatusCode.NotFound, "MODEL_NOT_FOUND")]
    [TestCase("/v1/models/diabetes/versions/9:predictStream", "application/x-ndjson", HttpStatusCode.NotFound, "MODEL_NOT_FOUND")]
    [TestCase(Path, "application/json", HttpStatusCode.BadRequest, "INVALID_FIELD")]
    public async Task PredictStream_ThatCannotBegin_IsRefused(string path, string type, HttpStatusCode status, string reason)
    {
        using var response = await PostAsync(_server, path, "{}", type);

        Assert.That(response.StatusCode, Is.EqualTo(status));
        Assert.That((string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["reason"], Is.EqualTo(reason));
    }

    private static Task<HttpResponseMessage> PostAsync(
        ServingHost server, string path, string body, string type = "application/x-ndjson") =>
        server.Http.PostAsync(path, new StringContent(body, Encoding.UTF8, type));

    /// <summary>Sends and reads at the same time, which the client of the framework does not over HTTP/1.1.</summary>
    private sealed class Caller(TcpClient connection, StreamReader reader) : IAsyncDisposable
    {
        public static async Task<Caller> OpenAsync(ServingHost server, CancellationToken cancellationToken)
        {
            var address = server.Host.Addresses.Http;
            var connection = new TcpClient();
            await connection.ConnectAsync(address.Host, address.Port, cancellationToken);
            await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
                $"POST {Path} HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n"),
                cancellationToken);
            return new Caller(connection, new StreamReader(connection.GetStream(), Encoding.UTF8));
        }

        public async Task SendAsync(string line) =>
            await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"{line.Length:x}\r\n{line}\r\n"));

        /// <summary>The next line of JSON, past headers and the lengths of chunks.</summary>
        public async Task<JsonNode> ReadAnswerAsync(CancellationToken cancellationToken)
        {
            while (true)
            {
                var line = await reader.ReadLineAsync(cancellationToken) ?? throw new IOException("The answer ended.");
                if (line.StartsWith('{'))
                {
                    return JsonNode.Parse(line)!;
                }
            }
        }

        /// <summary>Waits for the empty chunk behind the last one.</summary>
        public async Task ReadToEndAsync(CancellationToken cancellationToken)
        {
            while (await reader.ReadLineAsync(cancellationToken) != "0")
            {
            }
        }

        public ValueTask DisposeAsync()
        {
            reader.Dispose();
            connection.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
