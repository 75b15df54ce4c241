using System.Text;
using Maas.Errors;
using Maas.Training.Datasets;
using Maas.Training.Datasets.Images;
using Maas.Training.Tests.Datasets.Corpus;

namespace Maas.Training.Tests.Datasets;

/// <summary>Files with bytes changed at random: they are taken, or told what is wrong with them, and nothing else.</summary>
public sealed class DamagedFileTests
{
    private const int FilesPerSeed = 40;

    [Test]
    public void Convert_OfDamagedFile_IsTakenOrRefused(
        [Values(TableFormats.Csv, TableFormats.JsonLines, TableFormats.Text, TableFormats.Images, TableFormats.Idx)] string format,
        [Range(1, 3)] int seed)
    {
        var random = new Random(seed);
        var whole = Whole(format);
        var bugs = new List<string>();
        for (var i = 0; i < FilesPerSeed; i++)
        {
            var damaged = Damage(whole, random);
            try
            {
                Conversion.Run(format, damaged);
            }
            catch (MaasException)
            {
                // Told.
            }
            catch (Exception exception)
            {
                bugs.Add($"{i}: {exception}");
            }
        }

        Assert.That(bugs, Is.Empty, $"Seed {seed}.");
    }

    private static byte[] Damage(byte[] whole, Random random)
    {
        var damaged = whole[..(random.Next(4) == 0 ? random.Next(whole.Length) : whole.Length)];
        for (var changes = random.Next(1, 8); changes > 0 && damaged.Length > 0; changes--)
        {
            damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
        }

        return damaged;
    }

    private static byte[] Whole(string format)
    {
        var png = GreyPng.Write([.. Enumerable.Range(0, 100).Select(i => (byte)i)], width: 10);
        byte[] images = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
        byte[] labels = [0, 0, 8, 1, 0, 0, 0, 2, 3, 4];
        return format switch
        {
            TableFormats.Csv => Encoding.UTF8.GetBytes("id,note\n" + string.Concat(Enumerable.Range(0, 50).Select(i => $"{i},\"a, \"\"{i}\"\"\"\r\n"))),
            TableFormats.JsonLines => Encoding.UTF8.GetBytes(
                string.Concat(Enumerable.Range(0, 50).Select(i => $"{{\"id\":{i},\"note\":\"\\u00fc {i}\",\"is\":true}}\n"))),
            TableFormats.Text => ArchiveTests.Zip(("a/1.txt", "hello hello hello"u8.ToArray()), ("b/2.txt", "bye"u8.ToArray())),
            TableFormats.Images => ArchiveTests.Zip(("a/1.png", png), ("b/2.png", png)),
            _ => ArchiveTests.Zip(("x-images-idx3-ubyte", images), ("x-labels-idx1-ubyte", labels)),
        };
    }
}
