using System.Text.RegularExpressions;

namespace Maas.Registry.Versions;

/// <summary>What the files of a version may be called, so that any replica can lay them out in a folder safely.</summary>
internal static partial class FileRules
{
    /// <summary>The file that is the model.</summary>
    public const string ModelPath = "model.onnx";

    private const int MaxFiles = 1000;

    public static void Check(IReadOnlyList<ModelFile> files, FieldChecks checks)
    {
        const string Field = "model_version.files";
        checks.RequireCount(files.Count, 1, MaxFiles, Field);
        checks.Require(files.Any(file => file.Path == ModelPath), Field, $"Expected a file with the path '{ModelPath}'.");
        for (var i = 0; i < files.Count; i++)
        {
            checks.Require(
                IsSafe(files[i].Path), $"{Field}[{i}].path",
                $"Expected 1-255 characters of A-Z, a-z, 0-9, '.', '_', '/' and '-', relative, without empty, '.' or '..' segments; got '{files[i].Path}'.");
            checks.RequireDigest(files[i].Sha256, $"{Field}[{i}].sha256");
            checks.Require(
                files[i].SizeBytes > 0, $"{Field}[{i}].size_bytes", $"Expected 1 or more, got {files[i].SizeBytes}.");
        }

        CheckCollisions(files, checks, Field);
    }

    private static bool IsSafe(string path) =>
        Allowed().IsMatch(path) && path.Split('/').All(segment => segment is not ("" or "." or ".."));

    /// <summary>Two names that are one on a file system that ignores case, or a name that is also a folder.</summary>
    private static void CheckCollisions(IReadOnlyList<ModelFile> files, FieldChecks checks, string field)
    {
        var paths = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < files.Count; i++)
        {
            checks.Require(
                paths.Add(files[i].Path), $"{field}[{i}].path", $"'{files[i].Path}' is there twice, upper and lower case being the same.");
        }

        for (var i = 0; i < files.Count; i++)
        {
            var folder = Folders(files[i].Path).FirstOrDefault(paths.Contains);
            checks.Require(
                folder is null, $"{field}[{i}].path", $"'{files[i].Path}' lies in '{folder}', which is a file.");
        }
    }

    private static IEnumerable<string> Folders(string path)
    {
        for (var i = path.IndexOf('/'); i >= 0; i = path.IndexOf('/', i + 1))
        {
            yield return path[..i];
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9._/-]{1,255}\z")]
    private static partial Regex Allowed();
}
