using System.CommandLine;
using Maas.Cli.Terminal;

namespace Maas.Cli.Connections;

/// <summary>All that one run of a command needs. Not thread-safe; lives as long as the command.</summary>
internal sealed class Session : IDisposable
{
    private static readonly TimeSpan LongLimit = TimeSpan.FromHours(24);

    private readonly ConnectionOptions _options;

    public Session(ParseResult arguments, ConnectionOptions options, TimeProvider clock)
    {
        _options = options;
        Arguments = arguments;
        Clock = clock;
        var configuration = arguments.InvocationConfiguration;
        Screen = new Screen(options.FormatOf(arguments), configuration.Output, configuration.Error);
        DataFolder = options.DataFolderOf(arguments);
        Suite = SuiteDescription.Find(DataFolder);
        Clients = Connect(Suite);
    }

    /// <summary>What was typed.</summary>
    public ParseResult Arguments { get; }

    /// <summary>Where to write.</summary>
    public Screen Screen { get; }

    /// <summary>Full path of the data folder; it need not exist.</summary>
    public string DataFolder { get; }

    /// <summary>The suite that runs on the data folder; null when none does.</summary>
    public SuiteDescription? Suite { get; private set; }

    /// <summary>The services.</summary>
    public ServiceClients Clients { get; private set; }

    /// <summary>Time.</summary>
    public TimeProvider Clock { get; }

    /// <summary>
    /// When a call that reads much, such as a scrub of all blobs, is given up. The default of 30 seconds is for calls that
    /// read little.
    /// </summary>
    public DateTime LongDeadline => (Clock.GetUtcNow() + LongLimit).UtcDateTime;

    /// <summary>Talks to a suite that was not there when the command began.</summary>
    public void Attach(SuiteDescription suite)
    {
        Clients.Dispose();
        Suite = suite;
        Clients = Connect(suite);
    }

    /// <inheritdoc/>
    public void Dispose() => Clients.Dispose();

    private ServiceClients Connect(SuiteDescription? suite) => new(
        _options.AddressesOf(Arguments, suite), _options.TokenOf(Arguments), _options.AuthorityOf(Arguments));
}
