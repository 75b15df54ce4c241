using System.CommandLine;
using System.Text.RegularExpressions;
using Maas.Cli.Connections;
using Maas.Cli.Terminal;
using Maas.Client;
using Maas.Contracts.Training.V1;
using Maas.Processes;

namespace Maas.Cli.Workers;

/// <summary><c>maas worker</c>: trains jobs of a Training service elsewhere on this machine, until Ctrl-C.</summary>
internal static partial class WorkerCommand
{
    private const int MostSlots = 64;

    // A worker that has no job yet takes about half of it.
    private const long LeastMemory = 64 << 20;

    private static readonly Option<string> Server = new("--server")
    {
        Description = "Address of the Training service. Default: that of --training.", HelpName = "ADDRESS",
    };

    private static readonly Option<int> Slots = new("--slots")
    {
        Description = $"Jobs that are trained at the same time, 1-{MostSlots}. Default: 1", HelpName = "N", DefaultValueFactory = _ => 1,
    };

    private static readonly Option<string> Name = new("--name")
    {
        Description = "What people know this worker by. Default: the name of the machine.", HelpName = "NAME",
    };

    private static readonly Option<string> Program = new("--program")
    {
        Description = "The program that trains one model. Default: that beside this one.", HelpName = "FILE",
    };

    private static readonly Option<long> Memory = new("--memory-limit")
    {
        Description = "Bytes at which a training is stopped; its job fails. Default: three quarters of this machine's", HelpName = "BYTES",
        DefaultValueFactory = _ => MachineMemory.TotalBytes / 4 * 3,
    };

    private static readonly Option<long> CacheSize = new("--cache-size")
    {
        Description = "Bytes of tables that are kept in 'worker' of the data folder. Default: 20 GiB", HelpName = "BYTES",
        DefaultValueFactory = _ => 20L << 30,
    };

    public static Command Create(CommandBinding binding, ConnectionOptions connection) => binding.Bind(
        new Command("worker", "Trains jobs of a Training service elsewhere on this machine, until Ctrl-C.")
        {
            Server, Slots, Name, Program, Memory, CacheSize,
        },
        async (session, cancellationToken) =>
        {
            var settings = Read(session);
            using var channel = MaasChannel.Create(new MaasClientOptions
            {
                Address = settings.Server,
                Token = connection.TokenOf(session.Arguments),
                CaCertificatePath = connection.AuthorityOf(session.Arguments),
            });
            session.Screen.Note($"'{settings.Name}' waits for jobs of {settings.Server} in {settings.Slots} slots. Ctrl-C gives back what it trains.");
            using var agent = new WorkerAgent(
                new TrainingWorkerService.TrainingWorkerServiceClient(channel.Invoker), settings, session.Screen.Note, session.Clock);
            await agent.RunAsync(cancellationToken);
        });

    private static WorkerSettings Read(Session session)
    {
        var arguments = session.Arguments;
        return new WorkerSettings
        {
            Server = arguments.GetValue(Server) is { } server
                ? ConnectionOptions.ParseAddress(Server.Name, server)
                : session.Clients.Addresses.Training,
            Slots = (int)InRange(Slots.Name, arguments.GetValue(Slots), 1, MostSlots),
            Name = NameOf(arguments.GetValue(Name) ?? Environment.MachineName),
            ProgramPath = arguments.GetValue(Program) ?? "",
            MemoryLimitBytes = InRange(Memory.Name, arguments.GetValue(Memory), LeastMemory, long.MaxValue),
            CacheBytes = InRange(CacheSize.Name, arguments.GetValue(CacheSize), 0, long.MaxValue),
            Folder = Path.Combine(session.DataFolder, "worker"),
        };
    }

    private static long InRange(string option, long value, long least, long most) => value >= least && value <= most
        ? value
        : throw new CommandFailedException(
            ExitCode.Usage, "option-out-of-range",
            most == long.MaxValue ? $"{option}: expected {least} or more, got {value}." : $"{option}: expected {least}-{most}, got {value}.");

    private static string NameOf(string name)
    {
        var usual = Unusual().Replace(name, "-");
        return usual.Length > 100 ? usual[..100] : usual;
    }

    [GeneratedRegex("[^A-Za-z0-9._-]")]
    private static partial Regex Unusual();
}
