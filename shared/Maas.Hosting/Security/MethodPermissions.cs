using System.Collections.Frozen;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Maas.Client;
using Maas.Contracts.Rpc.V1;
using Maas.Hosting.Configuration;

namespace Maas.Hosting.Security;

/// <summary>What a caller needs for each gRPC method. Thread-safe.</summary>
internal static class MethodPermissions
{
    // Whole before anybody reads it: hosts of one process start side by side.
    private static readonly FrozenDictionary<string, string> Declared = ContractFiles.All
        .SelectMany(file => file.Services).SelectMany(service => service.Methods)
        .ToFrozenDictionary(method => $"{method.Service.FullName}/{method.Name}", method => Of(method) ?? "");

    /// <summary>Reads the option of our own methods and the table of foreign ones.</summary>
    /// <returns>The permission; null when everybody may call the method.</returns>
    /// <exception cref="HostRefusedException">Nobody said who may call it.</exception>
    public static string? Of(IMethod method)
    {
        var name = method.FullName.TrimStart('/');
        if (ForeignPermissions.TryGet(name, out var foreign))
        {
            return foreign;
        }

        return Declared.GetValueOrDefault($"{method.ServiceName}/{method.Name}") is { Length: > 0 } permission
            ? permission
            : throw new HostRefusedException(
                $"the method '{name}' has no permission. Give it the option (maas.rpc.v1.permission).");
    }

    /// <summary>The option of a method; null when it has none.</summary>
    public static string? Of(MethodDescriptor method) =>
        method.GetOptions()?.GetExtension(PermissionExtensions.Permission) is { Length: > 0 } permission ? permission : null;
}
