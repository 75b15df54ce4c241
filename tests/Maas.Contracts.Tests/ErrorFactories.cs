using System.Reflection;
using System.Text.RegularExpressions;
using Maas.Digests;
using Maas.Errors;
using Maas.Hosting;
using Maas.Inference;
using Maas.Monitoring;
using Maas.Registry;
using Maas.Training;

namespace Maas.Contracts.Tests;

/// <summary>A failure that a factory made from invented values.</summary>
/// <param name="Name">Type and method of the factory.</param>
/// <param name="Failure">What it made.</param>
public sealed record ErrorFactory(string Name, MaasException Failure)
{
    public override string ToString() => Name;
}

/// <summary>Every static method of a <c>…Errors</c> class that makes a failure, called once.</summary>
internal static class ErrorFactories
{
    private const string ReasonProperty = nameof(MaasException.Reason);

    private static readonly Assembly[] Assemblies =
    [
        typeof(MaasException).Assembly, typeof(MaasHost).Assembly, typeof(RegistryModule).Assembly,
        typeof(TrainingModule).Assembly, typeof(InferenceModule).Assembly, typeof(MonitoringModule).Assembly,
    ];

    /// <summary>Factories of exceptions whose parameters can be invented.</summary>
    public static IReadOnlyList<ErrorFactory> All { get; } =
    [
        .. Methods
            .Where(method => method.ReturnType == typeof(MaasException))
            .Select(method => TryMake(method) is MaasException failure
                ? new ErrorFactory($"{method.DeclaringType!.Name}.{method.Name}", failure)
                : null)
            .OfType<ErrorFactory>(),
    ];

    /// <summary>
    /// Every reason that is made: for exceptions, and for failures that a resource carries, such as a job's.
    /// </summary>
    public static IReadOnlyList<(string Domain, string Reason)> Reasons { get; } =
    [
        .. All.Select(factory => (factory.Failure.Domain, factory.Failure.Reason)),
        .. Methods
            .Where(method => method.ReturnType.GetProperty(ReasonProperty) is not null && method.ReturnType != typeof(MaasException))
            .Select(method => (DomainOf(method), ReasonOf(TryMake(method))))
            .Where(made => made.Item2 is not null)
            .Select(made => (made.Item1, made.Item2!)),
    ];

    private static IEnumerable<MethodInfo> Methods => Assemblies
        .SelectMany(assembly => assembly.GetTypes())
        .Where(type => type.Name.EndsWith("Errors", StringComparison.Ordinal))
        .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
        .Where(method => !method.IsGenericMethod && !method.IsPrivate);

    private static object? TryMake(MethodInfo method)
    {
        var values = method.GetParameters().Select(parameter => Invent(parameter.ParameterType)).ToArray();
        return Array.TrueForAll(values, value => value is not null) ? method.Invoke(null, values) : null;
    }

    private static string DomainOf(MethodInfo method) =>
        (string?)method.DeclaringType!.GetField("Domain", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)?.GetValue(null) ?? "";

    private static string? ReasonOf(object? made) =>
        made?.GetType().GetProperty(ReasonProperty)?.GetValue(made) as string;

    private static object? Invent(Type type) => type switch
    {
        _ when type == typeof(string) => "x",
        _ when type == typeof(Sha256Digest) => Sha256Digest.Of([1]),
        _ when type == typeof(Exception) => new IOException("x"),
        _ when type == typeof(FieldViolation) => new FieldViolation("x", "x"),
        _ when Nullable.GetUnderlyingType(type) is { } inner => Invent(inner),
        _ when type.IsValueType => Activator.CreateInstance(type),
        _ when ElementOf(type) is { } element && Invent(element) is { } value => ArrayOf(element, value),
        { IsAbstract: false } when LongestConstructor(type) is { } constructor => Construct(constructor),
        _ => null,
    };

    private static Type? ElementOf(Type type) =>
        type.IsArray ? type.GetElementType()
        : type.IsGenericType && type.GetGenericArguments() is [var only] && type.IsAssignableFrom(only.MakeArrayType()) ? only
        : null;

    private static Array ArrayOf(Type element, object value)
    {
        var array = Array.CreateInstance(element, 1);
        array.SetValue(value, 0);
        return array;
    }

    private static ConstructorInfo? LongestConstructor(Type type) =>
        type.GetConstructors().MaxBy(constructor => constructor.GetParameters().Length);

    private static object? Construct(ConstructorInfo constructor)
    {
        var parameters = constructor.GetParameters();
        if (Array.Exists(parameters, parameter => parameter.ParameterType == constructor.DeclaringType))
        {
            return null;
        }

        var values = parameters.Select(parameter => Invent(parameter.ParameterType)).ToArray();
        return Array.TrueForAll(values, value => value is not null) ? constructor.Invoke(values) : null;
    }
}

/// <summary>What the comment of an error reason promises.</summary>
internal static partial class ReasonComments
{
    /// <summary>Keys after <c>Metadata:</c>, up to the end of that sentence.</summary>
    public static IReadOnlyList<string> MetadataKeys(string domain, string reason)
    {
        var type = Contracts.ErrorReasons.Single(reasons => Contracts.DomainOf(reasons) == domain);
        var value = type.Values.Single(each => Contracts.ReasonOf(each) == reason);
        var source = Contracts.Sources.Single(file => file.Name == type.File.Name);
        var path = new[] { 5, type.Index, 2, value.Index };
        var comment = source.SourceCodeInfo.Location.Single(location => location.Path.SequenceEqual(path)).LeadingComments;
        return MetadataSentence().Match(comment) is { Success: true } sentence
            ? [.. Key().Matches(sentence.Value).Select(key => key.Groups[1].Value)]
            : [];
    }

    [GeneratedRegex(@"Metadata:[^.]*\.")]
    private static partial Regex MetadataSentence();

    [GeneratedRegex("`([a-zA-Z0-9]+)`")]
    private static partial Regex Key();
}
