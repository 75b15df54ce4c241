using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Maas.Cli.Terminal;

namespace Maas.Cli.Predictions;

/// <summary>Reads rows to predict from a JSON or CSV file.</summary>
internal static class RowFile
{
    /// <summary>
    /// Reads a file: by its name, <c>.json</c> is an array of objects or one object, <c>.ndjson</c> and <c>.jsonl</c> have an object a line
    /// and are read as far as rows are taken, all else is CSV with a header line.
    /// </summary>
    /// <exception cref="CommandFailedException">The content is none of these.</exception>
    public static IEnumerable<Struct> Read(string path, IReadOnlyDictionary<string, bool> textByInput) =>
        Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".ndjson" or ".jsonl" => ReadLines(path),
            ".json" => ReadJson(path, File.ReadAllText(path, Encoding.UTF8)),
            _ => ReadCsv(path, File.ReadAllText(path, Encoding.UTF8), textByInput),
        };

    private static IEnumerable<Struct> ReadLines(string path)
    {
        var number = 0;
        foreach (var line in File.ReadLines(path, Encoding.UTF8))
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
            {
                yield return ReadLine(path, number, line);
            }
        }
    }

    private static Struct ReadLine(string path, int number, string line)
    {
        try
        {
            return JsonParser.Default.Parse<Struct>(line);
        }
        catch (Exception exception) when (exception is InvalidProtocolBufferException or InvalidJsonException)
        {
            throw Malformed(path, $"expected a JSON object in line {number}", exception.Message);
        }
    }

    private static List<Struct> ReadJson(string path, string content)
    {
        try
        {
            using var document = JsonDocument.Parse(content);
            IEnumerable<JsonElement> rows = document.RootElement.ValueKind == JsonValueKind.Array
                ? document.RootElement.EnumerateArray()
                : [document.RootElement];
            return [.. rows.Select(row => JsonParser.Default.Parse<Struct>(row.GetRawText()))];
        }
        catch (Exception exception) when (exception is JsonException or InvalidProtocolBufferException or InvalidJsonException)
        {
            throw Malformed(path, "expected a JSON array of objects, or one object", exception.Message);
        }
    }

    // Columns that the model does not take are left out, so that the file it was trained on can be used.
    private static List<Struct> ReadCsv(string path, string content, IReadOnlyDictionary<string, bool> textByInput)
    {
        var records = CsvText.Read(content);
        if (records.Count == 0)
        {
            throw Malformed(path, "expected a header line", "nothing");
        }

        var header = records[0];
        var rows = new List<Struct>();
        foreach (var record in records.Skip(1))
        {
            if (record.Count != header.Count)
            {
                throw Malformed(
                    path, $"expected {header.Count} fields in row {rows.Count + 1}", Figures.Count(record.Count));
            }

            var row = new Struct();
            for (var i = 0; i < header.Count; i++)
            {
                if (textByInput.TryGetValue(header[i], out var isText))
                {
                    row.Fields[header[i]] = CellValue.Read(record[i], isText);
                }
            }

            rows.Add(row);
        }

        return rows;
    }

    private static CommandFailedException Malformed(string path, string expected, string got) =>
        new(ExitCode.Usage, "rows-malformed", $"'{path}': {expected}, got {got}.");
}
