using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Rpc;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Maas.Cli.Terminal;

/// <summary>
/// Where a command writes: results to standard output, all else to standard error, so that results can be piped.
/// Not thread-safe.
/// </summary>
internal sealed class Screen
{
    // Wide enough that no table of ours is broken in a file or a pipe.
    private const int WidthOffTerminal = 200;

    private static readonly JsonFormatter Formatter =
        new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true).WithIndentation());

    // Errors in a stream hold their details as any kind of message.
    private static readonly JsonFormatter LineFormatter = new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true)
        .WithTypeRegistry(TypeRegistry.FromFiles(ErrorDetailsReflection.Descriptor)));

    private static readonly JsonSerializerOptions OwnFormat =
        new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly TextWriter _output;
    private readonly IAnsiConsole _results;

    public Screen(OutputFormat format, TextWriter output, TextWriter error)
    {
        Format = format;
        _output = output;
        _results = ConsoleOn(output);
        Notes = ConsoleOn(error);
    }

    /// <summary>How results are written.</summary>
    public OutputFormat Format { get; }

    /// <summary>Whether bars and notes have a reader.</summary>
    public bool IsForPeople => Format == OutputFormat.Table;

    /// <summary>Standard error.</summary>
    public IAnsiConsole Notes { get; }

    /// <summary>Writes one resource.</summary>
    public void Show(IMessage resource, Func<IRenderable> draw)
    {
        if (IsForPeople)
        {
            Draw(draw());
            return;
        }

        _output.WriteLine(Formatter.Format(resource));
    }

    /// <summary>Writes a list of resources; as JSON, an object with one array, like the service's own answer.</summary>
    public void ShowList(string property, IEnumerable<IMessage> resources, Func<IRenderable> draw)
    {
        if (IsForPeople)
        {
            Draw(draw());
            return;
        }

        var items = resources.Select(resource => Formatter.Format(resource)).ToList();
        _output.WriteLine(items.Count == 0
            ? $"{{ \"{property}\": [] }}"
            : $"{{ \"{property}\": [ {string.Join(", ", items)} ] }}");
    }

    /// <summary>Writes one of a stream of messages on one line: as JSON, an object per line.</summary>
    public void ShowLine(IMessage message, Func<string> text) =>
        _output.WriteLine(IsForPeople ? Printable.Of(text()) : LineFormatter.Format(message));

    /// <summary>Writes what is no protobuf message.</summary>
    public void ShowOwn<T>(T value, Func<IRenderable> draw)
    {
        if (IsForPeople)
        {
            Draw(draw());
            return;
        }

        _output.WriteLine(JsonSerializer.Serialize(value, OwnFormat));
    }

    /// <summary>Writes something for people among the results; nothing when they are JSON.</summary>
    public void Draw(IRenderable renderable)
    {
        if (IsForPeople)
        {
            _results.Write(renderable);
        }
    }

    /// <summary>Writes a plain line among the results as it is, never broken; nothing when they are JSON.</summary>
    public void Line(string text = "")
    {
        if (IsForPeople)
        {
            _output.WriteLine(Printable.Of(text));
        }
    }

    /// <summary>Tells a person something beside the results.</summary>
    public void Note(string text)
    {
        if (IsForPeople)
        {
            Notes.WriteLine(Printable.Of(text));
        }
    }

    private static IAnsiConsole ConsoleOn(TextWriter writer)
    {
        var output = new AnsiConsoleOutput(writer);
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = output,
            Ansi = output.IsTerminal ? AnsiSupport.Detect : AnsiSupport.No,
        });
        if (!output.IsTerminal)
        {
            console.Profile.Width = WidthOffTerminal;
        }

        return console;
    }
}
