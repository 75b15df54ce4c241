using System.Text.Json;
using Grpc.Core;
using Maas.Client;
using Maas.Errors;

namespace Maas.Cli.Terminal;

/// <summary>A failure as it is told: one sentence with its reason, or the same as JSON.</summary>
/// <param name="ExitCode">What the process ends with.</param>
/// <param name="Code">Canonical code, or <c>LOCAL</c> when no service said it.</param>
/// <param name="Reason">Stable name of the cause.</param>
/// <param name="Domain">Owner of the reason.</param>
/// <param name="Message">What happened and what to do.</param>
/// <param name="Metadata">Values of this occurrence.</param>
internal sealed record Failure(
    int ExitCode, string Code, string Reason, string Domain, string Message, IReadOnlyDictionary<string, string> Metadata)
{
    private const string Local = "cli.maas";

    private static readonly Dictionary<string, string> NoMetadata = [];

    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Reads what a command threw; null for a bug.</summary>
    public static Failure? From(Exception exception) => exception switch
    {
        CommandFailedException failed =>
            new(failed.ExitCode, "LOCAL", failed.Reason, Local, failed.Message, NoMetadata),
        MaasException maas => From(maas),
        RpcException rpc => From(MaasErrors.FromRpc(rpc)),
        OperationCanceledException =>
            new(Terminal.ExitCode.Interrupted, "CANCELLED", "interrupted", Local, "Interrupted.", NoMetadata),
        IOException or UnauthorizedAccessException =>
            new(Terminal.ExitCode.Usage, "LOCAL", "file-unusable", Local, exception.Message, NoMetadata),
        _ => null,
    };

    /// <summary>For a person.</summary>
    public string ToSentence() => Printable.Of($"maas: {Message} [{Code} {Reason}]");

    /// <summary>For a program, on one line.</summary>
    public string ToJson() => JsonSerializer.Serialize(
        new { error = new { Code, Reason, Domain, Message, Metadata, ExitCode } }, Format);

    private static Failure From(MaasException maas)
    {
        var code = JsonNamingPolicy.SnakeCaseUpper.ConvertName(maas.Code.ToString());
        return new Failure(
            Terminal.ExitCode.Of(maas.Code), code, maas.Reason, maas.Domain, MessageOf(maas), maas.Metadata);
    }

    // A message that names its fields already says it all; others get the fields behind.
    private static string MessageOf(MaasException maas)
    {
        var missing = maas.FieldViolations
            .Where(violation => !maas.Message.Contains(violation.Description, StringComparison.OrdinalIgnoreCase))
            .Select(violation => $"{violation.Field}: {violation.Description}");
        var message = string.Join(" ", [maas.Message, .. missing]);
        return maas.Reason == "DEPENDENCY_UNAVAILABLE"
            ? $"{message} Start a suite with 'maas up', or name the service with --registry, --training, --inference or --monitoring."
            : message;
    }
}
