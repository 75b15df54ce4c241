using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Maas.Registry.Collection;

/// <summary>When what nobody needs any more goes. Section <c>Maas:Registry:Collection</c>.</summary>
internal sealed class CollectionOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Maas:Registry:Collection";

    /// <summary>Time between two collections, 1 second to 30 days. Default: 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan Interval { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// How long a blob that no version names is left alone since it was uploaded or asked for, 0 to 365 days: so long a
    /// client may take between an upload and the version. Default: 24 hours.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "365.00:00:00")]
    public TimeSpan Grace { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long a blob that was set aside can be brought back before it is deleted, 0 to 365 days. Default: 24 hours.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "365.00:00:00")]
    public TimeSpan QuarantinePeriod { get; init; } = TimeSpan.FromHours(24);
}

/// <summary>Checks the settings when the service starts.</summary>
[OptionsValidator]
internal sealed partial class CollectionOptionsValidator : IValidateOptions<CollectionOptions>;
