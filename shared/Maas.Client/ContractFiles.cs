using System.Reflection;
using Google.Protobuf.Reflection;
using Maas.Contracts.Rpc.V1;

namespace Maas.Client;

/// <summary>Every file of the contracts, by reflection over the generated code. Thread-safe.</summary>
public static class ContractFiles
{
    /// <summary>Descriptors in the order of their names.</summary>
    public static IReadOnlyList<FileDescriptor> All { get; } =
    [
        .. typeof(PermissionReflection).Assembly.GetTypes()
            .Where(type => type.Name.EndsWith("Reflection", StringComparison.Ordinal))
            .Select(type => type.GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static)?.GetValue(null))
            .OfType<FileDescriptor>()
            .OrderBy(file => file.Name, StringComparer.Ordinal),
    ];
}
