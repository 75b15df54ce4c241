namespace Maas.Cli.Connections;

/// <summary>Base addresses of the four services' gRPC.</summary>
internal sealed record ServiceAddresses(Uri Registry, Uri Training, Uri Inference, Uri Monitoring)
{
    /// <summary>The ports that hosts take when nobody names others.</summary>
    public static ServiceAddresses Customary { get; } = new(
        new Uri("http://127.0.0.1:5101"), new Uri("http://127.0.0.1:5102"),
        new Uri("http://127.0.0.1:8001"), new Uri("http://127.0.0.1:5104"));

    /// <summary>The addresses a suite says.</summary>
    public static ServiceAddresses Of(SuiteDescription suite) =>
        new(suite.Registry, suite.Training, suite.Inference, suite.Monitoring);
}
