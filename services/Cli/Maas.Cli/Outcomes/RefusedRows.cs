using System.Text.Json;
using Maas.Cli.Connections;
using Maas.Cli.Terminal;

namespace Maas.Cli.Outcomes;

/// <summary>
/// Rows that were not taken: into a CSV file that can be recorded again, or the first ones on standard error. Not thread-safe.
/// </summary>
internal sealed class RefusedRows : IDisposable
{
    private const int MostOnScreen = 100;

    private static readonly JsonSerializerOptions LineFormat = new(JsonSerializerDefaults.Web);

    private readonly StreamWriter? _file;
    private readonly TextWriter _error;
    private readonly bool _isForPeople;
    private readonly string? _path;
    private long _count;

    private RefusedRows(string? path, StreamWriter? file, TextWriter error, bool isForPeople) =>
        (_path, _file, _error, _isForPeople) = (path, file, error, isForPeople);

    /// <summary>Where the reader of an error finds them.</summary>
    public string Whereabouts => _path is null ? "their lines say why" : $"'{_path}' says why";

    /// <summary>Opens the file, so that it is known to be writable before anything is recorded; an earlier one is replaced.</summary>
    /// <param name="session">Whose standard error is written to when there is no file.</param>
    /// <param name="path">The file; null for standard error.</param>
    /// <param name="truthColumn">What the column of the truth is called in what is read.</param>
    public static RefusedRows Open(Session session, string? path, string truthColumn)
    {
        var file = path is null ? null : new StreamWriter(path, append: false);
        file?.Write($"prediction_id,{truthColumn},line,reason,message\n");
        return new RefusedRows(path, file, session.Arguments.InvocationConfiguration.Error, session.Screen.IsForPeople);
    }

    public void Add(OutcomeRow row, string reason, string message)
    {
        _count++;
        if (_file is not null)
        {
            _file.Write(
                $"{Quoted(row.PredictionId)},{Quoted(row.Truth)},{Figures.Count(row.Line)},{Quoted(reason)},{Quoted(message)}\n");
        }
        else if (_count <= MostOnScreen)
        {
            _error.WriteLine(_isForPeople
                ? Printable.Of($"line {Figures.Count(row.Line)}: '{row.PredictionId}': {reason}: {message}")
                : JsonSerializer.Serialize(new { row.Line, row.PredictionId, Reason = reason, Message = message }, LineFormat));
        }
        else if (_count == MostOnScreen + 1 && _isForPeople)
        {
            _error.WriteLine("… and more; --rejected FILE takes them all.");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private static string Quoted(string text) =>
        text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
