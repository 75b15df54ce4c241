using System.Globalization;
using System.Text;

namespace Maas.Benchmarks.Data;

/// <summary>
/// A made-up CSV file in the shape of a well-known data set of flights: date as text, delay, distance, origin, destination.
/// The same rows and seed give the same bytes.
/// </summary>
internal static class FlightsFile
{
    private const int AirportCount = 300;
    private const int Seed = 7;

    /// <summary>Writes the file.</summary>
    public static void Write(string path, int rows)
    {
        var random = new Random(Seed);
        var airports = Enumerable.Range(0, AirportCount)
            .Select(i => string.Create(CultureInfo.InvariantCulture, $"{(char)('A' + (i % 26))}{(char)('A' + (i / 26))}{(char)('A' + (i * 7 % 26))}"))
            .ToArray();
        var start = new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        using var file = new StreamWriter(path, append: false, new UTF8Encoding(false), bufferSize: 1 << 20);
        file.Write("date,delay,distance,origin,destination\n");
        for (var row = 0; row < rows; row++)
        {
            var date = start.AddMinutes(random.Next(180 * 24 * 60));
            var delay = (int)(Math.Pow(random.NextDouble(), 4) * 400) - 20;
            var (from, to) = (random.Next(AirportCount), random.Next(AirportCount));
            file.Write(string.Create(CultureInfo.InvariantCulture,
                $"{date:yyyy/MM/dd HH:mm},{delay},{50 + (from * 31 + to * 17) % 2500},{airports[from]},{airports[to]}\n"));
        }
    }
}
