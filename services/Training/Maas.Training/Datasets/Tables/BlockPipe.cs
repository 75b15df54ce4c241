using System.Collections.Concurrent;

namespace Maas.Training.Datasets.Tables;

/// <summary>
/// Reads a source on a thread of its own and hands its blocks over in order, a few ahead, so that reading and writing share
/// the work of a file between two processors. Blocks are used again: memory does not grow with the file. One thread takes;
/// dispose it when nobody takes any more.
/// </summary>
internal sealed class BlockPipe : IDisposable
{
    private const int BlockCount = 4;

    private readonly BlockingCollection<RowBlock> _empty = [];
    private readonly BlockingCollection<RowBlock> _full = [];
    private readonly CancellationTokenSource _stop;
    private readonly RowFingerprint _fingerprint = new();
    private readonly Task _reading;
    private RowBlock? _taken;

    /// <summary>Begins to read.</summary>
    /// <param name="source">Used by the pipe alone from now on.</param>
    /// <param name="columns">What the blocks are made for.</param>
    /// <param name="cancellationToken">Looked at between blocks.</param>
    public BlockPipe(IRowSource source, IReadOnlyList<DataColumn> columns, CancellationToken cancellationToken)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        for (var i = 0; i < BlockCount; i++)
        {
            _empty.Add(new RowBlock(columns), CancellationToken.None);
        }

        _reading = Task.Factory.StartNew(
            () => Read(source), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Rows taken so far.</summary>
    public long RowCount { get; private set; }

    /// <summary>The next block, valid until the next call; null at the end, or when reading failed.</summary>
    public RowBlock? Take()
    {
        if (_taken is not null)
        {
            _taken.Clear();
            _empty.Add(_taken, CancellationToken.None);
            _taken = null;
        }

        // Reading completes the collection whatever happens, so this ends.
        if (_full.TryTake(out var block, Timeout.Infinite, CancellationToken.None))
        {
            _taken = block;
            RowCount += block.RowCount;
        }

        return _taken;
    }

    /// <summary>After the last block: the fingerprint of all rows, or what went wrong while they were read.</summary>
    public RowFingerprint Finish()
    {
        _reading.GetAwaiter().GetResult();
        return _fingerprint;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        Task.WaitAny(_reading);
        _stop.Dispose();
        _empty.Dispose();
        _full.Dispose();
    }

    private void Read(IRowSource source)
    {
        try
        {
            while (true)
            {
                var block = _empty.Take(_stop.Token);
                _stop.Token.ThrowIfCancellationRequested();
                source.Fill(block, _stop.Token);
                if (block.RowCount == 0)
                {
                    return;
                }

                _fingerprint.Add(block);
                _full.Add(block, CancellationToken.None);
            }
        }
        finally
        {
            _full.CompleteAdding();
        }
    }
}
