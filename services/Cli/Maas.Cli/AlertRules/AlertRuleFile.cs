using Google.Protobuf;
using Maas.Cli.Terminal;
using Maas.Contracts.Monitoring.V1;

namespace Maas.Cli.AlertRules;

/// <summary>A rule in a file, as JSON by the protobuf JSON mapping.</summary>
internal static class AlertRuleFile
{
    /// <exception cref="CommandFailedException">It holds no rule.</exception>
    public static AlertRule Read(string path)
    {
        try
        {
            return JsonParser.Default.Parse<AlertRule>(File.ReadAllText(path));
        }
        catch (IOException exception) when (exception is InvalidProtocolBufferException or InvalidJsonException)
        {
            throw new CommandFailedException(
                ExitCode.Usage, "rule-malformed",
                $"--from-file: expected a rule in '{path}', such as {{\"monitor\": \"monitors/churn\", \"drift\": {{}}}}, got: {exception.Message}",
                exception);
        }
    }
}
