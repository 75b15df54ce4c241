using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using Maas.Cli.Connections;
using Maas.Cli.Terminal;
using Maas.Contracts.Registry.V1;

namespace Maas.Cli.Models;

/// <summary><c>maas models create|update|delete|undelete</c>.</summary>
internal static class ModelChanges
{
    public static Command Create(CommandBinding binding)
    {
        var (id, displayName, description, labels) = (ModelCommands.ModelArgument(), DisplayName(), Description(), Labels());
        return binding.Bind(
            new Command("create", "Makes a model with no versions.") { id, displayName, description, labels },
            async (session, cancellationToken) =>
            {
                var arguments = session.Arguments;
                var model = await session.Clients.Registry.CreateModelAsync(
                    new CreateModelRequest
                    {
                        ModelId = TypedName.Id(TypedName.Model(arguments.GetRequiredValue(id))),
                        Model = new Model
                        {
                            DisplayName = arguments.GetValue(displayName) ?? "",
                            Description = arguments.GetValue(description) ?? "",
                            Labels = { Assignment.ReadAll(labels.Name, arguments.GetValue(labels)) },
                        },
                        RequestId = Guid.NewGuid().ToString(),
                    },
                    cancellationToken: cancellationToken);
                session.Screen.Show(model, () => ModelTables.Model(model));
            });
    }

    public static Command Update(CommandBinding binding)
    {
        var (id, displayName, description, labels) = (ModelCommands.ModelArgument(), DisplayName(), Description(), Labels());
        var removed = new Option<string[]>("--remove-label")
        {
            Description = "Label to take away. May be repeated.",
            HelpName = "KEY",
        };
        return binding.Bind(
            new Command("update", "Changes what is said of a model; what no option names stays.")
            {
                id, displayName, description, labels, removed,
            },
            async (session, cancellationToken) =>
            {
                var arguments = session.Arguments;
                var registry = session.Clients.Registry;
                var mask = new FieldMask();
                var added = Assignment.ReadAll(labels.Name, arguments.GetValue(labels));
                var model = await registry.GetModelAsync(
                    new GetModelRequest { Name = TypedName.Model(arguments.GetRequiredValue(id)) },
                    cancellationToken: cancellationToken);
                Set(arguments, displayName, "display_name", text => model.DisplayName = text, mask);
                Set(arguments, description, "description", text => model.Description = text, mask);
                ChangeLabels(model, added, arguments.GetValue(removed) ?? [], mask);

                // The etag that was read guards against someone who changes it between the two calls.
                var changed = await registry.UpdateModelAsync(
                    new UpdateModelRequest { Model = model, UpdateMask = Require(mask), RequestId = Guid.NewGuid().ToString() },
                    cancellationToken: cancellationToken);
                session.Screen.Show(changed, () => ModelTables.Model(changed));
            });
    }

    public static Command Delete(CommandBinding binding)
    {
        var id = ModelCommands.ModelArgument();
        return binding.Bind(
            new Command("delete", "Deletes a model with its versions and aliases; it can be undeleted for a while.") { id },
            async (session, cancellationToken) =>
            {
                var request = new DeleteModelRequest
                {
                    Name = TypedName.Model(session.Arguments.GetRequiredValue(id)),
                    RequestId = Guid.NewGuid().ToString(),
                };
                var model = await session.Clients.Registry.DeleteModelAsync(request, cancellationToken: cancellationToken);
                session.Screen.Show(model, () => ModelTables.Model(model));
            });
    }

    public static Command Undelete(CommandBinding binding)
    {
        var id = ModelCommands.ModelArgument();
        return binding.Bind(
            new Command("undelete", "Brings a deleted model back as it was.") { id },
            async (session, cancellationToken) =>
            {
                var request = new UndeleteModelRequest
                {
                    Name = TypedName.Model(session.Arguments.GetRequiredValue(id)),
                    RequestId = Guid.NewGuid().ToString(),
                };
                var model = await session.Clients.Registry.UndeleteModelAsync(request, cancellationToken: cancellationToken);
                session.Screen.Show(model, () => ModelTables.Model(model));
            });
    }

    private static Option<string> DisplayName() => new("--display-name")
    {
        Description = "Name for people.",
        HelpName = "TEXT",
    };

    private static Option<string> Description() => new("--description")
    {
        Description = "What the model is for.",
        HelpName = "TEXT",
    };

    private static Option<string[]> Labels() => new("--label")
    {
        Description = "Label of the model. May be repeated.",
        HelpName = "KEY=VALUE",
    };

    private static void Set(ParseResult arguments, Option<string> option, string path, Action<string> set, FieldMask mask)
    {
        if (arguments.GetValue(option) is { } text)
        {
            set(text);
            mask.Paths.Add(path);
        }
    }

    private static void ChangeLabels(Model model, Dictionary<string, string> added, string[] removed, FieldMask mask)
    {
        foreach (var key in removed)
        {
            model.Labels.Remove(key);
        }

        foreach (var (key, value) in added)
        {
            model.Labels[key] = value;
        }

        if (added.Count + removed.Length > 0)
        {
            mask.Paths.Add("labels");
        }
    }

    private static FieldMask Require(FieldMask mask) => mask.Paths.Count > 0 ? mask : throw new CommandFailedException(
        ExitCode.Usage, "nothing-to-change",
        "Say what to change: --display-name, --description, --label or --remove-label.");
}
