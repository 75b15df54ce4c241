namespace Maas.Architecture.Tests;

/// <summary>Who may know whom. The rules are those of docs/architecture.md.</summary>
public sealed class DependencyTests
{
    // From each kind of project, the kinds whose code it may use. No entry, no reference.
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["core"] = [],
        ["contracts"] = [],
        ["library"] = ["core", "contracts", "library"],
        ["hosting"] = ["core", "contracts", "client"],
        ["client"] = ["core", "contracts"],
        ["service"] = ["core", "contracts", "library", "hosting", "client"],
        ["console"] = ["core", "contracts", "hosting", "client"],
        ["worker"] = ["core", "contracts", "library", "service"],
        ["sandbox"] = ["core", "contracts", "library"],
        ["host"] = ["service", "console", "hosting"],
        ["suite"] = ["service", "console", "hosting"],
        ["cli"] = ["client"],
    };

    // Heavy packages live in one room each.
    private static readonly Dictionary<string, string[]> Homes = new()
    {
        ["TorchSharp"] = ["Maas.Training.Worker"],
        ["libtorch-cpu-linux-x64"] = ["Maas.Training.Worker"],
        ["libtorch-cpu-win-x64"] = ["Maas.Training.Worker"],
        ["libtorch-cpu-osx-arm64"] = ["Maas.Training.Worker"],
        ["libtorch-cuda-12.8-linux-x64"] = ["Maas.Training.Worker"],
        ["LightGBM"] = ["Maas.Training.Worker"],
        ["Microsoft.ML.OnnxRuntime"] = ["Maas.Inference", "Maas.Inference.Sandbox", "Maas.Training.Worker"],
        ["Microsoft.ML.OnnxRuntime.Gpu"] = ["Maas.Inference"],
        ["DuckDB.NET.Data.Full"] = ["Maas.Training"],
        ["StackExchange.Redis"] = ["Maas.Storage"],
        ["Microsoft.Garnet"] = ["Maas.Storage"],
        ["Microsoft.Data.Sqlite"] = ["Maas.Storage"],
        ["Npgsql"] = ["Maas.Storage"],
        ["MudBlazor"] = ["Maas.Console"],
        ["Spectre.Console"] = ["Maas.Cli"],
        ["System.CommandLine"] = ["Maas.Cli"],
    };

    public static IEnumerable<TestCaseData> References() =>
        from project in Repository.Projects("shared", "services")
        from target in project.References
        select new TestCaseData(project.Name, target).SetArgDisplayNames(project.Name, target);

    public static IEnumerable<TestCaseData> Packages() =>
        from project in Repository.Projects("shared", "services")
        from package in project.Packages
        where Homes.ContainsKey(package)
        select new TestCaseData(project.Name, package).SetArgDisplayNames(project.Name, package);

    [TestCaseSource(nameof(References))]
    public void Reference_OfProject_PointsInwards(string from, string to) =>
        Assert.That(Allowed[Kind(from)].Contains(Kind(to)) && IsSameServiceOrSuite(from, to), Is.True,
            $"{from} must not use {to}.");

    [TestCaseSource(nameof(Packages))]
    public void HeavyPackage_OfProject_IsInItsHome(string project, string package) =>
        Assert.That(Homes[package], Does.Contain(project), $"{package} belongs to {string.Join(", ", Homes[package])}.");

    [Test]
    public void Solution_HasEveryProject()
    {
        var solution = File.ReadAllText(Path.Combine(Repository.Root, "Maas.sln")).Replace('\\', '/');

        var missing = Repository.Projects("shared", "services", "tests")
            .Select(project => Repository.Relative(project.Path))
            .Where(path => !solution.Contains(path, StringComparison.Ordinal));

        Assert.That(missing, Is.Empty);
    }

    // A service and its worker or host belong together; only the suite takes in several.
    private static bool IsSameServiceOrSuite(string from, string to) =>
        Kind(to) is not ("service" or "console") || Kind(from) == "suite" || from.StartsWith(to + ".", StringComparison.Ordinal);

    private static string Kind(string project) => project switch
    {
        "Maas.Core" => "core",
        "Maas.Contracts" => "contracts",
        "Maas.Hosting" => "hosting",
        "Maas.Client" => "client",
        "Maas.Cli" => "cli",
        "Maas.AllInOne" => "suite",
        "Maas.Console" => "console",
        "Maas.Registry" or "Maas.Training" or "Maas.Inference" or "Maas.Monitoring" => "service",
        _ when project.EndsWith(".Host", StringComparison.Ordinal) => "host",
        _ when project.EndsWith(".Worker", StringComparison.Ordinal) => "worker",
        _ when project.EndsWith(".Sandbox", StringComparison.Ordinal) => "sandbox",
        _ => "library",
    };
}
