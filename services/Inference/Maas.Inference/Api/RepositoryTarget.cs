using Google.Protobuf;
using Maas.Errors;

namespace Maas.Inference.Api;

/// <summary>The model that a call loads or unloads, and the dialect of the call.</summary>
/// <param name="Model">Name that the caller gave.</param>
/// <param name="IsKServe">Whether the caller speaks KServe's dialect, which has the model's name in field 1, where Triton has the repository's.</param>
internal readonly record struct RepositoryTarget(string Model, bool IsKServe)
{
    private const int KServeModelName = 1;
    private const int KServeIsDone = 2;

    /// <summary>Reads the two names; only Triton's dialect has both fields.</summary>
    /// <exception cref="MaasException"><c>NOT_SUPPORTED</c>: a repository was named beside the model, and there is only one.</exception>
    public static RepositoryTarget Of(string repository, string model) => (repository, model) switch
    {
        (_, "") => new RepositoryTarget(repository, IsKServe: repository.Length > 0),
        ("", _) => new RepositoryTarget(model, IsKServe: false),
        _ => throw InferenceErrors.NotSupported("repositories with names; leave 'repository_name' empty"),
    };

    /// <summary>
    /// The answer to the caller: empty in Triton's dialect; in KServe's the model's name and <c>true</c>, which Triton's messages carry as
    /// unknown fields.
    /// </summary>
    /// <remarks>Source: KServe, <c>grpc_predict_v2.proto</c>, <c>RepositoryModelLoadResponse</c>.</remarks>
    public T Answer<T>(MessageParser<T> parser)
        where T : IMessage<T>
    {
        using var answer = new MemoryStream();
        if (IsKServe)
        {
            using var output = new CodedOutputStream(answer, leaveOpen: true);
            output.WriteTag(KServeModelName, WireFormat.WireType.LengthDelimited);
            output.WriteString(Model);
            output.WriteTag(KServeIsDone, WireFormat.WireType.Varint);
            output.WriteBool(true);
        }

        return parser.ParseFrom(answer.ToArray());
    }
}
