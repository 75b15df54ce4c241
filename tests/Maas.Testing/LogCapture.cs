using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using NUnit.Framework;

namespace Maas.Testing;

/// <summary>One line of a log.</summary>
/// <param name="Level">How bad it is.</param>
/// <param name="Category">Who wrote it.</param>
/// <param name="Text">Message with its values.</param>
/// <param name="Exception">What was caught; null when nothing was.</param>
public sealed record LogLine(LogLevel Level, string Category, string Text, Exception? Exception);

/// <summary>Keeps what a host logs and fails a test on errors that it did not expect. Thread-safe.</summary>
public sealed class LogCapture : ILoggerProvider
{
    private readonly ConcurrentQueue<LogLine> _lines = new();
    private readonly ConcurrentBag<string> _expected = [];

    /// <summary>Everything so far, oldest first.</summary>
    public IReadOnlyCollection<LogLine> Lines => _lines;

    /// <summary>Allows errors whose text or exception contains this.</summary>
    public void Expect(string part) => _expected.Add(part);

    /// <summary>Fails the test when an error was logged that nobody expected.</summary>
    public void AssertNoUnexpectedErrors() => Assert.That(
        _lines.Where(line => line.Level >= LogLevel.Error && !IsExpected(line))
            .Select(line => $"{line.Category}: {line.Text} {line.Exception}"),
        Is.Empty, "Errors were logged that the test did not expect.");

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private bool IsExpected(LogLine line) => _expected.Any(part =>
        line.Text.Contains(part, StringComparison.Ordinal)
        || line.Exception?.ToString().Contains(part, StringComparison.Ordinal) == true);

    private sealed class Logger(LogCapture capture, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            capture._lines.Enqueue(new LogLine(logLevel, category, formatter(state, exception), exception));
    }
}
