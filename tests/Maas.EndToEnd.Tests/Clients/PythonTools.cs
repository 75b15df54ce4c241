using System.Reflection;
using Maas.EndToEnd.Tests.Processes;

namespace Maas.EndToEnd.Tests.Clients;

/// <summary>Debian's protoc, its gRPC plugin for Python, and Python with grpc and numpy.</summary>
internal static class PythonTools
{
    private const string Protoc = "/usr/bin/protoc";
    private const string Plugin = "/usr/bin/grpc_python_plugin";
    private const string Python = "/usr/bin/python3";

    /// <summary>Leaves out the test, saying why, on a machine that lacks one of them.</summary>
    public static async Task RequireAsync()
    {
        string[] missing = [.. new[] { Protoc, Plugin, Python }.Where(path => !File.Exists(path))];
        if (missing.Length > 0)
        {
            Assert.Ignore($"Not installed: {string.Join(", ", missing)}.");
        }

        using var probe = await ProgramRun.RunAsync(Python, ["-c", "import grpc, numpy, google.protobuf"]);
        if (probe.ExitCode != 0)
        {
            Assert.Ignore($"{Python} lacks grpc, protobuf or numpy: {probe.Error}");
        }
    }

    /// <summary>Makes stubs in a folder, as a user does.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="files">Paths under <c>protos/</c>.</param>
    public static async Task GenerateAsync(string folder, IEnumerable<string> files)
    {
        using var protoc = await ProgramRun.RunAsync(Protoc,
        [
            "-I", BuiltProgram.Protos, "-I", Metadata("GoogleApiProtos"), "-I", Metadata("GoogleProtobufProtos"),
            $"--python_out={folder}", $"--grpc_out={folder}", $"--plugin=protoc-gen-grpc={Plugin}", .. files,
        ]);
        Assert.That(protoc.ExitCode, Is.Zero, protoc.Error);
    }

    /// <summary>Runs a program over stubs.</summary>
    /// <param name="folder">Where the stubs are.</param>
    /// <param name="program">Its text.</param>
    /// <param name="input">What it reads.</param>
    /// <returns>What it prints.</returns>
    public static async Task<string> RunAsync(string folder, string program, string input = "")
    {
        using var python = await ProgramRun.RunAsync(Python, ["-c", program], input, folder);
        Assert.That(python.ExitCode, Is.Zero, python.Error);
        return python.Output;
    }

    private static string Metadata(string key) => typeof(PythonTools).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
