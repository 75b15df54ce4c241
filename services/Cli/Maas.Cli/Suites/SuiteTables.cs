using Maas.Cli.Connections;
using Maas.Cli.Terminal;
using Spectre.Console.Rendering;

namespace Maas.Cli.Suites;

/// <summary>A suite as a table.</summary>
internal static class SuiteTables
{
    public static IRenderable Addresses(SuiteDescription suite) => TextTable.Of(
        "", ["service", "address"],
        [
            ["Registry (gRPC)", Plain(suite.Registry)],
            ["Training (gRPC)", Plain(suite.Training)],
            ["Inference (gRPC)", Plain(suite.Inference)],
            ["Inference (REST)", Plain(suite.InferenceHttp)],
            ["Monitoring (gRPC)", Plain(suite.Monitoring)],
            .. suite.Console is { } console ? new[] { new[] { "Console (web)", Plain(console) } } : [],
        ]);

    public static IRenderable Health(IEnumerable<ServiceHealth> services) => TextTable.Of(
        "", ["service", "address", "state"],
        services.Select(service => new[] { service.Service, service.Address.TrimEnd('/'), service.State }));

    private static string Plain(Uri address) => address.ToString().TrimEnd('/');
}
