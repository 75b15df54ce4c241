using System.CommandLine;
using Google.Protobuf;
using Maas.Cli.Connections;
using Maas.Cli.Terminal;
using Maas.Contracts.Registry.V1;

namespace Maas.Cli.Versions;

/// <summary><c>maas versions push</c>: from files on this machine to a version.</summary>
internal static class PushCommand
{
    private static readonly Argument<string> Model = new("MODEL")
    {
        Description = "Id or name of the model; it must exist.",
    };

    private static readonly Argument<string> Source = new("FILE-OR-FOLDER")
    {
        Description = "An ONNX model, or a folder with a model.onnx and all that belongs to it.",
    };

    private static readonly Option<string[]> Metrics = new("--metric")
    {
        Description = "Measured quality, e.g. test.auc=0.93. May be repeated.",
        HelpName = "NAME=VALUE",
    };

    private static readonly Option<string[]> Labels = new("--label")
    {
        Description = "Label of the version. May be repeated.",
        HelpName = "KEY=VALUE",
    };

    private static readonly Option<string> Card = new("--card")
    {
        Description = "Markdown file with what a reader should know: intended use, limits, licence.",
        HelpName = "FILE",
    };

    private static readonly Option<string> Meaning = new("--signature")
    {
        Description = "JSON file with what the tensors mean, a Signature of the Registry's contract: roles, class labels, images.",
        HelpName = "FILE",
    };

    private static readonly Option<string> Alias = new("--alias")
    {
        Description = "Alias to move to the new version, e.g. candidate.",
        HelpName = "ALIAS",
    };

    private static readonly Option<string> Parent = new("--parent-version")
    {
        Description = "Version that this one continues, e.g. iris@1.",
        HelpName = "VERSION",
    };

    private static readonly Option<string> Dataset = new("--dataset-version")
    {
        Description = "Data it was trained on, e.g. iris@2.",
        HelpName = "DATASET",
    };

    private static readonly Option<string> Code = new("--code-revision")
    {
        Description = "Revision of the code that made it.",
        HelpName = "REVISION",
    };

    private static readonly Option<bool> ValidateOnly = new("--validate-only")
    {
        Description = "Upload and check everything, and make no version.",
    };

    public static Command Create(CommandBinding binding) => binding.Bind(
        new Command("push", "Uploads files and makes the next version of a model of them.")
        {
            Model, Source, Metrics, Labels, Card, Meaning, Alias, Parent, Dataset, Code, ValidateOnly,
        },
        async (session, cancellationToken) =>
        {
            var arguments = session.Arguments;
            var alias = arguments.GetValue(Alias);
            var isTrial = arguments.GetValue(ValidateOnly);
            if (alias is not null && isTrial)
            {
                throw new CommandFailedException(
                    ExitCode.Usage, "alias-without-version",
                    "--validate-only makes no version that --alias could be moved to. Leave one out.");
            }

            var version = await ReadAsync(session, cancellationToken);
            var files = VersionFolder.Find(arguments.GetRequiredValue(Source));

            // So that no gigabytes are sent for a name that is mistyped.
            var model = await session.Clients.Registry.GetModelAsync(
                new GetModelRequest { Name = TypedName.Model(arguments.GetRequiredValue(Model)) },
                cancellationToken: cancellationToken);
            version.Files.Add(await UploadAsync(session, files, cancellationToken));
            var created = await session.Clients.Registry.CreateModelVersionAsync(
                new CreateModelVersionRequest
                {
                    Parent = model.Name,
                    ModelVersion = version,
                    RequestId = Guid.NewGuid().ToString(),
                    ValidateOnly = isTrial,
                },
                deadline: session.LongDeadline, cancellationToken: cancellationToken);
            await MoveAsync(session, alias, created, cancellationToken);
            session.Screen.Show(created, () => VersionTables.Version(created));
        });

    private static async Task<ModelVersion> ReadAsync(Session session, CancellationToken cancellationToken)
    {
        var arguments = session.Arguments;
        var parent = arguments.GetValue(Parent);
        return new ModelVersion
        {
            Metrics = { Assignment.ReadNumbers(Metrics.Name, arguments.GetValue(Metrics)) },
            Labels = { Assignment.ReadAll(Labels.Name, arguments.GetValue(Labels)) },
            Card = arguments.GetValue(Card) is { } path ? await File.ReadAllTextAsync(path, cancellationToken) : "",
            Signature = arguments.GetValue(Meaning) is { } meaning ? ReadSignature(meaning) : null,
            Lineage = new Lineage
            {
                DatasetVersion = DatasetOf(arguments.GetValue(Dataset)),
                CodeRevision = arguments.GetValue(Code) ?? "",
                ParentModelVersion = parent is null ? "" : await VersionReference.ResolveAsync(session, parent, cancellationToken),
            },
        };
    }

    private static Signature ReadSignature(string path)
    {
        try
        {
            return JsonParser.Default.Parse<Signature>(File.ReadAllText(path));
        }
        catch (IOException exception) when (exception is InvalidProtocolBufferException or InvalidJsonException)
        {
            throw new CommandFailedException(
                ExitCode.Usage, "signature-malformed",
                $"{Meaning.Name}: expected a signature in '{path}', such as {{\"inputs\": [{{\"name\": \"text\", \"role\": \"ROLE_TEXT\"}}]}}, got: {exception.Message}",
                exception);
        }
    }

    private static string DatasetOf(string? text) => text is null
        ? ""
        : TypedName.DatasetVersion(text) ?? throw new CommandFailedException(
            ExitCode.Usage, "version-missing",
            $"{Dataset.Name}: expected a version such as 'iris@2' or 'datasets/iris/versions/2', got '{text}'.");

    private static async Task<IEnumerable<ModelFile>> UploadAsync(
        Session session, IReadOnlyDictionary<string, FileInfo> files, CancellationToken cancellationToken)
    {
        VersionFolder? folder = null;
        await session.Screen.TrackBytesAsync("read", files.Values.Sum(file => file.Length), async bar =>
            folder = await VersionFolder.ReadAsync(files, bar, cancellationToken));
        await session.Screen.TrackBytesAsync("upload", folder!.SizeBytes, bar =>
            session.Clients.Blobs.UploadAllAsync(folder.Blobs, cancellationToken, progress: bar));
        return folder.ModelFiles;
    }

    private static async Task MoveAsync(
        Session session, string? alias, ModelVersion version, CancellationToken cancellationToken)
    {
        if (alias is null)
        {
            return;
        }

        var moved = await session.Clients.Registry.SetAliasAsync(
            new SetAliasRequest
            {
                Alias = new Alias { Name = $"{TypedName.ModelOf(version.Name)}/aliases/{alias}", ModelVersion = version.Name },
                RequestId = Guid.NewGuid().ToString(),
            },
            cancellationToken: cancellationToken);
        session.Screen.Note($"'{TypedName.Short(moved.Name)}' points at {TypedName.Short(moved.ModelVersion)} now.");
    }
}
