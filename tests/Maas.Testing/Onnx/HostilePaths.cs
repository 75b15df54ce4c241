using System.Globalization;
using Maas.Contracts.Onnx;
using static Maas.Testing.Onnx.ModelParts;

namespace Maas.Testing.Onnx;

/// <summary>Tensor data at places where it should not be. Beside the model lies <c>w.bin</c> of 8 bytes.</summary>
internal static class HostilePaths
{
    private const string NoFile = "which is no file of this version";

    private static readonly Dictionary<string, byte[]> Beside = new() { ["w.bin"] = new byte[8] };

    public static IEnumerable<HostileModel> All() =>
    [
        .. Names().Select(path => Make($"path-{path.Name}", path.Attack, At(path.Location), NoFile)),
        Make("path-of-the-model", "The file is its own data", At("model.onnx"), "from the model file itself"),
        Make("path-twice", "Which of the two is meant?", At("w.bin", ("location", "/etc/passwd")), "says twice where"),
        Make("path-prepacked", "Data in the runtime's own layout", At("w.bin", ("prepacked_0", "w|1")), "with the key 'prepacked_0'"),
        Make("offset-beyond", "Behind the end of the file", At("w.bin", ("offset", "1")), "which has only 8"),
        Make("offset-overflow", "Offset and length wrap around", At("w.bin", ("offset", $"{long.MaxValue}")), "which has only 8"),
        Make("offset-negative", "Before the file", At("w.bin", ("offset", "-8")), "no whole number of 0 or more"),
        Make("offset-huge", "A number beyond 64 bits", At("w.bin", ("offset", "99999999999999999999")), "no whole number of 0 or more"),
        Make("offset-hex", "A number that readers read differently", At("w.bin", ("offset", "0x8")), "no whole number of 0 or more"),
        Make("length-beyond", "More than there is", At("w.bin", ("length", "1000000")), "has 1000000 bytes in 'w.bin', expected 8"),
        Make("length-short", "Less than the dimensions say", At("w.bin", ("length", "4")), "has 4 bytes in 'w.bin', expected 8"),
        Make("path-in-branch", "Hidden in a graph within a node", InBranch, NoFile),
        Make("path-of-function", "Hidden in a default of a function", InFunction, NoFile),
        Make("path-in-and-out", "Data in the file and outside", () => Changed(m => PutOutside(m.Graph.Initializer[0], "w.bin")), "outside the file and in it"),
        Make("path-unmarked", "Outside, but not marked so", Unmarked, "but not that it is there"),
    ];

    private static IEnumerable<(string Name, string Attack, string Location)> Names() =>
    [
        ("parent", "Out of the folder", "../secret"),
        ("parent-within", "Out of the folder, from within", "a/../../secret"),
        ("absolute", "Anywhere", "/etc/passwd"),
        ("backslash", "Out of the folder on Windows", "..\\secret"),
        ("percent", "For those who decode", "%2e%2e/secret"),
        ("url", "For those who follow links", "file:///etc/passwd"),
        ("nul", "Ends earlier for C", "w.bin\0.txt"),
        ("drive", "A drive of Windows", "C:w.bin"),
        ("stream", "A stream of NTFS", "w.bin:hidden"),
        ("device", "A device", "/dev/zero"),
        ("process", "A file of the process", "/proc/self/environ"),
        ("dot", "The same by another name", "./w.bin"),
        ("slashes", "The same by another name", "//w.bin"),
        ("case", "The same on some systems", "W.BIN"),
        ("space", "The same on Windows", "w.bin "),
        ("fullwidth", "Dots that are none", "\uFF0E\uFF0E/secret"),
        ("long", "Longer than a name may be", new string('a', 4000)),
        ("empty", "No name at all", ""),
        ("symlink", "A link that somebody else put there", "link"),
        ("hardlink", "A second name for a file elsewhere", "weights.bin"),
        ("memory", "An address in the memory of the runtime", "*/_ORT_MEM_ADDR_/*"),
    ];

    private static HostileModel Make(string name, string attack, Func<byte[]> make, string with) =>
        new(name, attack, make) { RefusedWith = with, OtherFiles = Beside };

    private static Func<byte[]> At(string location, params (string Key, string Value)[] more) => () => Changed(m =>
    {
        m.Graph.Initializer[0].FloatData.Clear();
        PutOutside(m.Graph.Initializer[0], location, more);
    });

    private static byte[] InBranch() => Changed(m =>
    {
        var tensor = Outside();
        var graph = HostileRuns.Branches(3);
        graph.Node[0].Attribute[1].G.Node.Add(Node("Constant", [], "c2").With(Tensor("value", tensor)));
        m.Graph = graph;
    });

    private static byte[] InFunction() => Changed(m => m.Functions.Add(new FunctionProto
    {
        Name = "f",
        Domain = "own",
        Input = { "a" },
        Output = { "a" },
        AttributeProto = { Tensor("weights", Outside()) },
    }));

    private static byte[] Unmarked() => Changed(m =>
    {
        m.Graph.Initializer[0].FloatData.Clear();
        PutOutside(m.Graph.Initializer[0], "w.bin");
        m.Graph.Initializer[0].ClearDataLocation();
    });

    private static TensorProto Outside()
    {
        var tensor = Floats("w", 1, 2);
        tensor.FloatData.Clear();
        PutOutside(tensor, string.Create(CultureInfo.InvariantCulture, $"../secret"));
        return tensor;
    }

    private static void PutOutside(TensorProto tensor, string location, params (string Key, string Value)[] more)
    {
        tensor.DataLocation = TensorProto.Types.DataLocation.External;
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = location });
        tensor.ExternalData.AddRange(more.Select(entry => new StringStringEntryProto { Key = entry.Key, Value = entry.Value }));
    }
}
