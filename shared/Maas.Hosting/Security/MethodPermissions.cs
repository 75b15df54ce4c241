using System.Collections.Concurrent;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Maas.Contracts.Rpc.V1;
using Maas.Hosting.Configuration;

namespace Maas.Hosting.Security;

/// <summary>What a caller needs for each gRPC method. Thread-safe.</summary>
internal static class MethodPermissions
{
    private static readonly ConcurrentDictionary<string, string> Declared = new();

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

        return DeclaredOf(method.ServiceName, method.Name) is { Length: > 0 } permission
            ? permission
            : throw new HostRefusedException(
                $"the method '{name}' has no permission. Give it the option (maas.rpc.v1.permission).");
    }

    /// <summary>The option of a method; null when it has none.</summary>
    public static string? Of(MethodDescriptor method) =>
        method.GetOptions()?.GetExtension(PermissionExtensions.Permission) is { Length: > 0 } permission ? permission : null;

    private static string? DeclaredOf(string service, string method)
    {
        if (Declared.IsEmpty)
        {
            foreach (var descriptor in ContractFiles.All.SelectMany(file => file.Services).SelectMany(each => each.Methods))
            {
                Declared[$"{descriptor.Service.FullName}/{descriptor.Name}"] = Of(descriptor) ?? "";
            }
        }

        return Declared.GetValueOrDefault($"{service}/{method}");
    }
}
