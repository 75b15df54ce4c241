using System.Globalization;

namespace Maas.Registry.Search;

/// <summary>Values of a query whose text is put together: every one is a parameter. Not thread-safe.</summary>
internal sealed class SearchQuery
{
    /// <summary>By parameter name, without the <c>@</c>.</summary>
    public Dictionary<string, object> Arguments { get; } = [];

    /// <summary>Adds a value and returns what stands for it in the text.</summary>
    public string Add(object value)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"p{Arguments.Count}");
        Arguments[name] = value;
        return $"@{name}";
    }
}
