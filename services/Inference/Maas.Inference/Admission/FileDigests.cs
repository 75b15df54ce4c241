using System.Text;
using Maas.Digests;
using Maas.Errors;
using Maas.Inference.Loading;

namespace Maas.Inference.Admission;

/// <summary>
/// Digests of the files of a model as they were when it was admitted, so that it is seen when others lie there later, also of the same
/// size and time. Immutable.
/// </summary>
internal sealed class FileDigests
{
    private readonly IReadOnlyList<(string Path, Sha256Digest Digest)> _files;

    private FileDigests(Sha256Digest model, IReadOnlyList<(string Path, Sha256Digest Digest)> files) => (Model, _files) = (model, files);

    /// <summary>Tells the content of the model from any other.</summary>
    public Sha256Digest Model { get; }

    /// <summary>Of a model whose files are verified by its manifest each time that they are fetched.</summary>
    public static FileDigests Of(Sha256Digest manifest) => new(manifest, []);

    /// <summary>Of a model whose files nobody else verifies.</summary>
    /// <param name="files">Each by its path beside the graph.</param>
    public static FileDigests Of(IReadOnlyList<(string Path, Sha256Digest Digest)> files)
    {
        var list = new StringBuilder();
        foreach (var (path, digest) in files)
        {
            list.Append(digest.Hex).Append(' ').Append(path).Append('\n');
        }

        return new FileDigests(Sha256Digest.Of(Encoding.UTF8.GetBytes(list.ToString())), files);
    }

    /// <summary>Reads the files again: what was admitted says nothing of others.</summary>
    /// <exception cref="MaasException"><c>MODEL_INVALID</c>: a file is another one now, or gone.</exception>
    /// <exception cref="IOException">They cannot be read.</exception>
    public async ValueTask RequireSameAsync(LoadRequest request, CancellationToken cancellationToken)
    {
        if (_files.Count == 0)
        {
            return;
        }

        var now = ModelFiles.Of(request);
        foreach (var (path, digest) in _files)
        {
            if (await now.FindDigestAsync(path, cancellationToken) is not { } found)
            {
                throw InferenceErrors.ModelInvalid(request.Model, $"'{ErrorText.Short(path)}' is gone. Put it back.");
            }

            if (found != digest)
            {
                throw InferenceErrors.ModelInvalid(
                    request.Model,
                    $"'{ErrorText.Short(path)}' has other bytes than when it was admitted, and the same size and time. Load it again, or, where the folder decides, write the file anew.");
            }
        }
    }
}
