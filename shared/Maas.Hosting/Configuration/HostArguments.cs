using Microsoft.Extensions.Configuration;

namespace Maas.Hosting.Configuration;

/// <summary>The command line of a host. What it does not know it refuses, so that no typo goes unseen.</summary>
internal static class HostArguments
{
    private static readonly Dictionary<string, string> Switches = new()
    {
        ["--data"] = "Maas:DataPath",
        ["--model-repository"] = "Maas:Inference:ModelRepository",
        ["--environment"] = "environment",
    };

    private static readonly string[] Sections = ["Maas:", "Logging:"];

    /// <summary>Whether the operator wants to read instead of run.</summary>
    public static bool AsksForHelp(string[] args) => args is ["--help" or "-h" or "-?", ..];

    /// <summary>What the command line takes, for a person.</summary>
    public static string Usage(string service, ServicePorts ports) => $"""
        Maas {service}

          --data DIR               folder of everything that is kept (default ~/.maas)
          --model-repository DIR   serve the models of a folder (Inference)
          --insecure               listen off loopback without TLS and authentication
          --environment NAME       Production (default) or Development
          --Maas:KEY=VALUE         any setting; the environment takes them as Maas__KEY=VALUE

          --Maas:{service}:GrpcEndpoint=HOST:PORT      default 127.0.0.1:{ports.Grpc}
          --Maas:{service}:MetricsEndpoint=HOST:PORT   default 127.0.0.1:{ports.Metrics}
          --Maas:Hosting:CertificatePath=FILE --Maas:Hosting:KeyPath=FILE
          --Maas:Hosting:TokensFile=FILE
        """;

    /// <summary>Reads <c>--name value</c>, <c>--name=value</c> and <c>--insecure</c>.</summary>
    /// <exception cref="HostRefusedException">An argument is unknown or lacks its value.</exception>
    public static Dictionary<string, string?> Parse(IReadOnlyList<string> args)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < args.Count; i++)
        {
            if (args[i] == "--insecure")
            {
                settings[$"{HostingOptions.Section}:Insecure"] = "true";
                continue;
            }

            var equals = args[i].IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? args[i] : args[i][..equals];
            var key = KeyOf(name);
            if (equals < 0 && i + 1 == args.Count)
            {
                throw new HostRefusedException($"The argument '{name}' lacks its value. Write '{name} VALUE'.");
            }

            settings[key] = equals < 0 ? args[++i] : args[i][(equals + 1)..];
        }

        return settings;
    }

    private static string KeyOf(string name)
    {
        if (Switches.TryGetValue(name, out var key))
        {
            return key;
        }

        return name.StartsWith("--", StringComparison.Ordinal)
            && Sections.Any(section => name.AsSpan(2).StartsWith(section, StringComparison.OrdinalIgnoreCase))
            ? name[2..]
            : throw new HostRefusedException(
                $"The argument '{name}' is not known. Known are --data DIR, --model-repository DIR, --insecure, "
                + "--environment NAME and --Maas:KEY=VALUE; --help tells more.");
    }

    extension(IConfigurationManager configuration)
    {
        /// <summary>Puts the defaults under all other sources and the command line above them.</summary>
        public void AddHostSettings(string[] args)
        {
            var defaults = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Maas:DataPath"] = Path.Combine(
                    Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".maas"),
            });
            configuration.Sources.Insert(0, defaults.Sources[0]);
            configuration.AddInMemoryCollection(Parse(args));
        }
    }
}
