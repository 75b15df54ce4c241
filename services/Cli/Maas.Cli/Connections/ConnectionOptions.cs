using System.CommandLine;
using Maas.Cli.Terminal;

namespace Maas.Cli.Connections;

/// <summary>The options every command takes: where the suite is, and how to write.</summary>
internal sealed class ConnectionOptions
{
    private readonly Option<OutputFormat> _output = new("--output", "-o")
    {
        Description = "How results are written. Default: table",
        HelpName = "table|json",
        DefaultValueFactory = _ => OutputFormat.Table,
        Recursive = true,
    };

    private readonly Option<string> _data = new("--data")
    {
        Description = "Data folder of the suite to start or to find. Default: ~/.maas",
        HelpName = "DIR",
        Recursive = true,
    };

    private readonly Option<string> _token = new("--token")
    {
        Description = "Bearer token for all services.",
        HelpName = "TOKEN",
        Recursive = true,
    };

    private readonly Option<string> _authority = new("--ca")
    {
        Description = "PEM file of the authority to trust instead of the system's.",
        HelpName = "FILE",
        Recursive = true,
    };

    private readonly Option<string> _registry = Address("registry");
    private readonly Option<string> _training = Address("training");
    private readonly Option<string> _inference = Address("inference");
    private readonly Option<string> _monitoring = Address("monitoring");

    /// <summary>Puts the options on the root, for every command below.</summary>
    public void AddTo(RootCommand root)
    {
        Option[] options = [_output, _data, _registry, _training, _inference, _monitoring, _token, _authority];
        foreach (var option in options)
        {
            root.Options.Add(option);
        }
    }

    /// <summary>How results shall be written.</summary>
    public OutputFormat FormatOf(ParseResult arguments) => arguments.GetValue(_output);

    /// <summary>Full path of the data folder.</summary>
    public string DataFolderOf(ParseResult arguments) => Path.GetFullPath(arguments.GetValue(_data)
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".maas"));

    /// <summary>Where the services are: as told, else as the running suite says, else the customary ports.</summary>
    public ServiceAddresses AddressesOf(ParseResult arguments, SuiteDescription? suite) => new(
        AddressOf(arguments, _registry) ?? suite?.Registry ?? ServiceAddresses.Customary.Registry,
        AddressOf(arguments, _training) ?? suite?.Training ?? ServiceAddresses.Customary.Training,
        AddressOf(arguments, _inference) ?? suite?.Inference ?? ServiceAddresses.Customary.Inference,
        AddressOf(arguments, _monitoring) ?? suite?.Monitoring ?? ServiceAddresses.Customary.Monitoring);

    /// <summary>Bearer token; null when none was given.</summary>
    public string? TokenOf(ParseResult arguments) => arguments.GetValue(_token);

    /// <summary>PEM file of the trusted authority; null for the system's.</summary>
    public string? AuthorityOf(ParseResult arguments) => arguments.GetValue(_authority);

    private static Option<string> Address(string service) => new($"--{service}")
    {
        Description = $"Address of {service}. Default: the running suite's, else the customary port of this machine.",
        HelpName = "ADDRESS",
        Recursive = true,
    };

    private static Uri? AddressOf(ParseResult arguments, Option<string> option) =>
        arguments.GetValue(option) is { } value ? ParseAddress(option.Name, value) : null;

    /// <summary>Reads an address as people type it.</summary>
    /// <param name="option">What it was typed behind, for the error.</param>
    /// <param name="value">What was typed.</param>
    /// <exception cref="CommandFailedException">It is none.</exception>
    public static Uri ParseAddress(string option, string value)
    {
        // host:port is what people type; as a URI it would read as scheme:path.
        var text = value.Contains("://", StringComparison.Ordinal) ? value : $"http://{value}";
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is ("http" or "https" or "dns")
            ? address
            : throw new CommandFailedException(
                ExitCode.Usage, "address-malformed",
                $"{option}: expected an address such as http://127.0.0.1:5101, got '{value}'.");
    }
}
