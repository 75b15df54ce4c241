using System.Globalization;
using Maas.Onnx.Reading;
using Maas.Onnx.Reading.Scanning;

namespace Maas.Onnx.Validation;

/// <summary>
/// Data of tensors comes from files of the version alone, named exactly as its manifest names them, and from within
/// their bounds. Keeps what it has seen.
/// </summary>
internal sealed class ExternalDataRules(IReadOnlyDictionary<string, long> files, ProblemList problems)
{
    private const string ModelPath = "model.onnx";

    private readonly List<OnnxExternalData> _references = [];

    public IReadOnlyList<OnnxExternalData> References => _references;

    /// <param name="tensor">Its data is kept outside.</param>
    /// <param name="bytes">What its type and dimensions ask for.</param>
    public void Check(ScannedTensor tensor, long bytes)
    {
        var label = $"Tensor '{ProblemList.Shown(tensor.Name)}'";
        var entries = tensor.External ?? [];
        if (entries.Find(entry => entry.Key is not ("location" or "offset" or "length" or "checksum")).Key is { } unknown)
        {
            problems.Add(
                $"{label} is kept outside the file with the key '{ProblemList.Shown(unknown)}', " +
                "expected location, offset, length or checksum.");
            return;
        }

        if (entries.GroupBy(entry => entry.Key).Any(group => group.Count() > 1))
        {
            problems.Add($"{label} is kept outside the file and says twice where.");
            return;
        }

        var location = entries.Find(entry => entry.Key == "location").Value ?? "";
        if (!ExternalPath.IsPlain(location) || !files.TryGetValue(location, out var size))
        {
            problems.Add(
                $"{label} is kept outside the file at '{ProblemList.Shown(location)}', which is no file of this version. " +
                "Add the file to the version under exactly this path, or save the model as one file.");
            return;
        }

        CheckRange(label, tensor, location, size, bytes);
    }

    private void CheckRange(string label, ScannedTensor tensor, string location, long size, long bytes)
    {
        if (location == ModelPath)
        {
            problems.Add($"{label} takes its data from the model file itself, expected another file.");
            return;
        }

        if (ReadNumber(tensor, "offset", 0) is not { } offset || ReadNumber(tensor, "length", bytes) is not { } length)
        {
            problems.Add($"{label} has an offset or length in '{location}' that is no whole number of 0 or more.");
            return;
        }

        if (length != bytes)
        {
            problems.Add($"{label} has {length} bytes in '{location}', expected {bytes} by its type and dimensions.");
            return;
        }

        if (offset > size || length > size - offset)
        {
            problems.Add(
                $"{label} is at bytes {offset} to {(Int128)offset + length} of '{location}', which has only {size}.");
            return;
        }

        _references.Add(new OnnxExternalData(tensor.Name, location, offset, length));
    }

    private static long? ReadNumber(ScannedTensor tensor, string key, long missing)
    {
        if (tensor.External!.Find(entry => entry.Key == key).Value is not { } text)
        {
            return missing;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
