namespace Maas.AllInOne;

/// <summary>The command line of the suite: its own switches, and what goes on to every host as it came.</summary>
/// <param name="ForHosts">Arguments that each host reads itself.</param>
/// <param name="TakesFreePorts">Whether ports that nobody named are free ones instead of the customary ones.</param>
/// <param name="EndsWithInput">Whether the suite stops when its standard input ends.</param>
internal sealed record SuiteArguments(IReadOnlyList<string> ForHosts, bool TakesFreePorts, bool EndsWithInput)
{
    /// <summary>What the command line takes, for a person.</summary>
    public const string Usage = """
        Maas, all four services and the web console in one process

          --data DIR               folder of everything that is kept (default ~/.maas)
          --free-ports             listen on free ports; suite.json in the data folder says which
          --end-with-input         stop when standard input ends
          --model-repository DIR   serve the models of a folder beside those of the registry
          --insecure               listen off loopback without TLS and authentication
          --Maas:KEY=VALUE         any setting; the environment takes them as Maas__KEY=VALUE

          --Maas:Registry:GrpcEndpoint=HOST:PORT     default 127.0.0.1:5101, metrics 5111
          --Maas:Training:GrpcEndpoint=HOST:PORT     default 127.0.0.1:5102, metrics 5112
          --Maas:Inference:GrpcEndpoint=HOST:PORT    default 127.0.0.1:8001, HTTP 8000, metrics 8002
          --Maas:Monitoring:GrpcEndpoint=HOST:PORT   default 127.0.0.1:5104, metrics 5114
          --Maas:Console:HttpEndpoint=HOST:PORT      default 127.0.0.1:5180, gRPC 5105 (health), metrics 5115
        """;

    /// <summary>Takes the suite's own switches out; never fails, because the hosts refuse what they do not know.</summary>
    public static SuiteArguments Parse(IReadOnlyList<string> args) => new(
        [.. args.Where(arg => arg is not ("--free-ports" or "--end-with-input"))],
        args.Contains("--free-ports"),
        args.Contains("--end-with-input"));
}
