using System.Text.Json;
using System.Text.Json.Serialization;

namespace Maas.Storage.Database;

/// <summary>
/// How records are kept in JSON columns. Property and enum names are part of the format: rename none that was released.
/// </summary>
public static class DatabaseJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>Writes a value.</summary>
    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    /// <summary>Writes a value as UTF-8.</summary>
    public static byte[] WriteUtf8<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    /// <summary>Reads what <see cref="WriteUtf8"/> wrote, as <see cref="Read(string)"/> does.</summary>
    /// <exception cref="InvalidDataException">Not the JSON of a <typeparamref name="T"/>: the row was damaged.</exception>
    public static T Read<T>(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, Options)!;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"A stored {typeof(T).Name} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote. Unknown properties are passed over.</summary>
    /// <exception cref="InvalidDataException">Not the JSON of a <typeparamref name="T"/>: the row was damaged.</exception>
    public static T Read<T>(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, Options)!;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"A stored {typeof(T).Name} cannot be read: {e.Message}", e);
        }
    }
}
