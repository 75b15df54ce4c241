using Maas.Storage.Database;

namespace Maas.Monitoring.Windows;

/// <summary>The windows of a number of samples of one version and slice, one after the other. Lives as long as a transaction; not thread-safe.</summary>
internal sealed class CountWindowStore
{
    private readonly DatabaseSession _session;
    private readonly string _monitorId;
    private readonly string _modelVersion;
    private readonly string _slice;
    private readonly long _size;
    private long _sampleCount;

    private CountWindowStore(
        DatabaseSession session, string monitorId, string modelVersion, string slice, long size, long sequenceNumber, long sampleCount)
    {
        (_session, _monitorId, _modelVersion, _slice, _size) = (session, monitorId, modelVersion, slice, size);
        (SequenceNumber, _sampleCount) = (sequenceNumber, sampleCount);
    }

    /// <summary>The window that is being filled, from 1. No number comes twice.</summary>
    public long SequenceNumber { get; private set; }

    /// <summary>Samples that it has room for, at least one.</summary>
    public long Room => _size - _sampleCount;

    /// <summary>Finds the window to fill: the last one, or the one after it when that is full, or of another size.</summary>
    public static async Task<CountWindowStore> OpenAsync(
        DatabaseSession session, string monitorId, string modelVersion, string slice, long size)
    {
        var known = await session.QueryAsync<Last>(
            """
            SELECT sequence_number AS SequenceNumber, window_size AS WindowSize, sample_count AS SampleCount FROM (
                SELECT sequence_number, window_size, sample_count FROM count_windows
                WHERE monitor_id = @monitorId AND model_version = @modelVersion AND slice = @slice
                ORDER BY sequence_number DESC LIMIT 1) AS newest
            UNION ALL
            SELECT last_number, 0, 0 FROM count_window_numbers
            WHERE monitor_id = @monitorId AND model_version = @modelVersion AND slice = @slice
            """,
            new { monitorId, modelVersion, slice });
        return known.MaxBy(last => last.SequenceNumber) switch
        {
            null => new CountWindowStore(session, monitorId, modelVersion, slice, size, sequenceNumber: 1, sampleCount: 0),
            var last when last.WindowSize == size && last.SampleCount < size =>
                new CountWindowStore(session, monitorId, modelVersion, slice, size, last.SequenceNumber, last.SampleCount),
            var last => new CountWindowStore(session, monitorId, modelVersion, slice, size, last.SequenceNumber + 1, sampleCount: 0),
        };
    }

    /// <summary>Adds samples to the window, and goes on to the next when it is full.</summary>
    /// <param name="content">No more samples than there is room for.</param>
    /// <param name="minute">When they were predicted.</param>
    public async Task AddAsync(WindowContent content, long minute)
    {
        _sampleCount += content.SampleCount;
        var key = new { monitorId = _monitorId, modelVersion = _modelVersion, slice = _slice, sequence = SequenceNumber };
        await MergeAsync(_session, _monitorId, _modelVersion, _slice, SequenceNumber, content, async bytes => await _session.ExecuteAsync(
            """
            INSERT INTO count_windows
                (monitor_id, model_version, slice, sequence_number, window_size, sample_count, begin_minute, end_minute, content)
            VALUES (@monitorId, @modelVersion, @slice, @sequence, @size, @sampleCount, @minute, @minute, @bytes)
            ON CONFLICT (monitor_id, model_version, slice, sequence_number) DO UPDATE SET
                sample_count = excluded.sample_count, content = excluded.content,
                begin_minute = CASE WHEN excluded.begin_minute < count_windows.begin_minute
                    THEN excluded.begin_minute ELSE count_windows.begin_minute END,
                end_minute = CASE WHEN excluded.end_minute > count_windows.end_minute
                    THEN excluded.end_minute ELSE count_windows.end_minute END
            """,
            new { key.monitorId, key.modelVersion, key.slice, key.sequence, size = _size, sampleCount = _sampleCount, minute, bytes }));
        if (_sampleCount >= _size)
        {
            (SequenceNumber, _sampleCount) = (SequenceNumber + 1, 0);
        }
    }

    /// <summary>Adds what is no sample, such as outcomes, to a window, when it is still there.</summary>
    public static Task AmendAsync(
        DatabaseSession session, string monitorId, string modelVersion, string slice, long sequenceNumber, WindowContent content) =>
        MergeAsync(session, monitorId, modelVersion, slice, sequenceNumber, content, bytes => session.ExecuteAsync(
            """
            UPDATE count_windows SET content = @bytes WHERE monitor_id = @monitorId AND model_version = @modelVersion AND slice = @slice
            AND sequence_number = @sequenceNumber
            """,
            new { monitorId, modelVersion, slice, sequenceNumber, bytes }));

    /// <summary>Deletes windows that ended before a minute, and remembers their numbers: no other window gets them as long as the version is known.</summary>
    /// <returns>How many there were.</returns>
    public static async Task<int> DeleteAsync(DatabaseSession session, long before)
    {
        await session.ExecuteAsync(
            """
            INSERT INTO count_window_numbers (monitor_id, model_version, slice, last_number)
            SELECT monitor_id, model_version, slice, MAX(sequence_number) FROM count_windows WHERE end_minute < @before
            GROUP BY monitor_id, model_version, slice
            ON CONFLICT (monitor_id, model_version, slice) DO UPDATE SET last_number = excluded.last_number
            WHERE count_window_numbers.last_number < excluded.last_number
            """,
            new { before });
        return await session.ExecuteAsync("DELETE FROM count_windows WHERE end_minute < @before", new { before });
    }

    /// <summary>Windows that began in [begin, end) minutes, by version, slice and number.</summary>
    public static Task<IReadOnlyList<CountWindowRow>> ListAsync(
        DatabaseSession session, string monitorId, string modelVersion, SliceFilter slices, long begin, long end, int limit) =>
        session.QueryAsync<CountWindowRow>(
            """
            SELECT model_version AS ModelVersion, slice AS Slice, sequence_number AS SequenceNumber, begin_minute AS BeginMinute,
                end_minute AS EndMinute, content AS Content
            FROM count_windows
            WHERE monitor_id = @monitorId AND begin_minute >= @begin AND begin_minute < @end
            AND (@modelVersion = '' OR model_version = @modelVersion) AND (@slice = '*' OR slice = @slice)
            ORDER BY model_version, slice, sequence_number LIMIT @limit
            """,
            new { monitorId, modelVersion, slice = slices.Text, begin, end, limit });

    private static async Task MergeAsync(
        DatabaseSession session, string monitorId, string modelVersion, string slice, long sequenceNumber, WindowContent content,
        Func<byte[], Task> write)
    {
        var known = await session.FindAsync<byte[]>(
            """
            SELECT content FROM count_windows WHERE monitor_id = @monitorId AND model_version = @modelVersion AND slice = @slice
            AND sequence_number = @sequenceNumber
            """,
            new { monitorId, modelVersion, slice, sequenceNumber });
        if (known is not null)
        {
            content.Merge(StoredWindow.Read(known));
        }

        await write(StoredWindow.Write(content));
    }

    // Set one by one: the types of the columns are not known while there is no row.
    private sealed class Last
    {
        public required long SequenceNumber { get; init; }

        public required long WindowSize { get; init; }

        public required long SampleCount { get; init; }
    }
}

/// <summary>A window by count as it is kept.</summary>
internal sealed record CountWindowRow(
    string ModelVersion, string Slice, long SequenceNumber, long BeginMinute, long EndMinute, byte[] Content);
