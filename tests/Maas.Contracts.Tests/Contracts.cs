using Google.Protobuf.Reflection;
using Maas.Client;

namespace Maas.Contracts.Tests;

/// <summary>The protos of this checkout, as generated code and as protoc sees their sources.</summary>
internal static class Contracts
{
    /// <summary>Descriptor set with comments, made by the build.</summary>
    public static string SourcePath { get; } = Path.Combine(AppContext.BaseDirectory, "contracts.binpb");

    /// <summary>Sources of our own packages, with comments.</summary>
    public static IReadOnlyList<FileDescriptorProto> Sources { get; } =
    [
        .. FileDescriptorSet.Parser.ParseFrom(File.ReadAllBytes(SourcePath)).File
            .Where(file => file.Package.StartsWith("maas.", StringComparison.Ordinal)),
    ];

    /// <summary>Generated descriptors of our own packages, with options.</summary>
    public static IReadOnlyList<FileDescriptor> Files { get; } =
        [.. ContractFiles.All.Where(file => file.Package.StartsWith("maas.", StringComparison.Ordinal))];

    /// <summary>Methods of our own services.</summary>
    public static IEnumerable<MethodDescriptor> Methods => MethodsOf(Files);

    /// <summary>Enums of error reasons.</summary>
    public static IEnumerable<EnumDescriptor> ErrorReasons =>
        Files.SelectMany(file => file.EnumTypes).Where(type => type.Name.EndsWith("ErrorReason", StringComparison.Ordinal));

    /// <summary>A test per method of ours.</summary>
    public static IEnumerable<TestCaseData> MethodCases =>
        Methods.Select(method => new TestCaseData(method).SetArgDisplayNames(method.FullName));

    /// <summary>A test per method of the services that are not ours but that we serve.</summary>
    public static IEnumerable<TestCaseData> ForeignMethodCases =>
        MethodsOf(ContractFiles.All.Except(Files)).Select(method => new TestCaseData(method).SetArgDisplayNames(method.FullName));

    /// <summary>A test per enum of error reasons.</summary>
    public static IEnumerable<TestCaseData> ErrorReasonCases =>
        ErrorReasons.Select(type => new TestCaseData(type).SetArgDisplayNames(type.FullName));

    /// <summary>A test per file of ours.</summary>
    public static IEnumerable<TestCaseData> SourceCases =>
        Sources.Select(file => new TestCaseData(file).SetArgDisplayNames(file.Name));

    /// <summary>Reason as it travels: the value's name without the enum's prefix.</summary>
    public static string ReasonOf(EnumValueDescriptor value) => value.Name[(PrefixOf(value.EnumDescriptor).Length)..];

    /// <summary>Owner of an enum's reasons, <c>registry.maas</c>, or <c>maas</c> for the common ones.</summary>
    public static string DomainOf(EnumDescriptor reasons) =>
        reasons.File.Package.Split('.')[1] is var service && service == "rpc" ? "maas" : $"{service}.maas";

    private static IEnumerable<MethodDescriptor> MethodsOf(IEnumerable<FileDescriptor> files) =>
        files.SelectMany(file => file.Services).SelectMany(service => service.Methods);

    // RegistryErrorReason -> REGISTRY_ERROR_REASON_
    private static string PrefixOf(EnumDescriptor type) =>
        System.Text.Json.JsonNamingPolicy.SnakeCaseUpper.ConvertName(type.Name) + "_";
}
