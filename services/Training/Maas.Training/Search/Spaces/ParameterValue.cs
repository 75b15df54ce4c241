using System.Globalization;

namespace Maas.Training.Search.Spaces;

/// <summary>A value of a parameter: a finite number, or the text of a category.</summary>
internal readonly record struct ParameterValue
{
    /// <summary>The number; null for a category.</summary>
    public double? Number { get; init; }

    /// <summary>The category; null for a number.</summary>
    public string? Text { get; init; }

    /// <summary>A number.</summary>
    public static ParameterValue Of(double number) => new() { Number = number };

    /// <summary>A category.</summary>
    public static ParameterValue Of(string text) => new() { Text = text };

    /// <summary>For a message or a log.</summary>
    public override string ToString() => Text ?? Number?.ToString(CultureInfo.InvariantCulture) ?? "(nothing)";
}
