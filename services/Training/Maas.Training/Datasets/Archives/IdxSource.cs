using System.Globalization;
using System.IO.Compression;
using System.Text;
using Maas.Training.Datasets.Images;
using Maas.Training.Datasets.Tables;

namespace Maas.Training.Datasets.Archives;

/// <summary>Images and labels of pairs of IDX files, one pair after the other.</summary>
/// <param name="entries">The archive.</param>
/// <param name="pairs">Name, images and labels of each pair.</param>
internal sealed class IdxSource(
    ArchiveEntries entries, IReadOnlyList<(string Name, ZipArchiveEntry Images, ZipArchiveEntry Labels)> pairs) : IRowSource, IDisposable
{
    private IdxStream? _images;
    private IdxStream? _labels;
    private byte[] _pixels = [];
    private byte[] _name = [];
    private int _pair;
    private int _item;
    private long _row;

    /// <inheritdoc/>
    public void Fill(RowBlock block, CancellationToken cancellationToken)
    {
        var label = new byte[1];
        while (MoveNext())
        {
            cancellationToken.ThrowIfCancellationRequested();
            _row++;
            _images!.Read(_pixels, _row);
            _labels!.Read(label, _row);
            block[0].Add(GreyPng.Write(_pixels, _images.Width));
            block[1].Add(Encoding.UTF8.GetBytes(label[0].ToString(CultureInfo.InvariantCulture)));
            block[2].Add(_name);
            if (!block.EndRow())
            {
                return;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _images?.Dispose();
        _labels?.Dispose();
    }

    // Two entries of one archive are read in turn: each has its own place in the file.
    private bool MoveNext()
    {
        while (_images is null || _item == _images.Count)
        {
            Dispose();
            _images = _labels = null;
            if (_pair == pairs.Count)
            {
                return false;
            }

            var (name, images, labels) = pairs[_pair++];
            _images = IdxStream.Open(entries, images, dimensions: 3);
            _labels = IdxStream.Open(entries, labels, dimensions: 1);
            if (_images.Count != _labels.Count)
            {
                throw TrainingErrors.DataUnreadable(
                    $"'{images.FullName}' has {_images.Count} images, '{labels.FullName}' {_labels.Count} labels; expected one for each.",
                    line: _row + 1);
            }

            _pixels = new byte[_images.Width * _images.Height];
            _name = Encoding.UTF8.GetBytes(name.Length > 0 ? name : "images");
            _item = 0;
        }

        _item++;
        return true;
    }
}
