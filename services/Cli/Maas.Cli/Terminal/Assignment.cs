using System.Globalization;

namespace Maas.Cli.Terminal;

/// <summary>Options of the form <c>NAME=VALUE</c>.</summary>
internal static class Assignment
{
    /// <summary>Text values by name; the value may hold <c>=</c> itself.</summary>
    /// <exception cref="CommandFailedException">One has another form, or a name is there twice.</exception>
    public static Dictionary<string, string> ReadAll(string option, IReadOnlyList<string>? texts)
    {
        var values = new Dictionary<string, string>();
        foreach (var text in texts ?? [])
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1)
            {
                throw new CommandFailedException(
                    ExitCode.Usage, "assignment-malformed", $"{option}: expected NAME=VALUE, got '{text}'.");
            }

            if (!values.TryAdd(text[..equals], text[(equals + 1)..]))
            {
                throw new CommandFailedException(
                    ExitCode.Usage, "assignment-twice", $"{option}: '{text[..equals]}' is there twice. Keep one.");
            }
        }

        return values;
    }

    /// <summary>Numbers by name.</summary>
    /// <exception cref="CommandFailedException">As <see cref="ReadAll"/>, or a value is no number.</exception>
    public static Dictionary<string, double> ReadNumbers(string option, IReadOnlyList<string>? texts) =>
        ReadAll(option, texts).ToDictionary(pair => pair.Key, pair => double.TryParse(
            pair.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : throw new CommandFailedException(
                ExitCode.Usage, "number-malformed",
                $"{option}: expected a number for '{pair.Key}', such as 0.93, got '{pair.Value}'."));
}
