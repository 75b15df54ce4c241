using System.Text.Json;
using System.Text.Json.Serialization;

namespace Maas.Training.Search.Studies;

/// <summary>All of a study, to be kept and read again.</summary>
internal sealed record StudyJournal
{
    /// <summary>How studies are written now.</summary>
    public const int CurrentVersion = 1;

    /// <summary>How this one is written.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>What decides how it goes.</summary>
    public required StudyPlan Plan { get; init; }

    /// <summary>Its trials, in the order of their numbers.</summary>
    public IReadOnlyList<Trial> Trials { get; init; } = [];

    /// <summary>Its time when it was last told something.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>It as UTF-8 JSON.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, StudyJson.Default.StudyJournal);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is no study, or one of a later version.</exception>
    public static StudyJournal Parse(ReadOnlySpan<byte> json)
    {
        StudyJournal? journal;
        try
        {
            journal = JsonSerializer.Deserialize(json, StudyJson.Default.StudyJournal);
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"This is no study: {error.Message}", error);
        }

        return journal is { Version: CurrentVersion }
            ? journal
            : throw new InvalidDataException($"Expected a study of version {CurrentVersion}, got version {journal?.Version}.");
    }
}

/// <summary>How studies are written: camelCase names, numbers that round-trip.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StudyJournal))]
internal sealed partial class StudyJson : JsonSerializerContext;
