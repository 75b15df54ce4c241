using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Maas.Console;

/// <summary>Settings of the console. Section <c>Maas:Console</c>.</summary>
public sealed class ConsoleOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Maas:Console";

    /// <summary>Time between two looks of an open page at the services. Default: 5 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan RefreshInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a sign-in lasts without a new page. Default: 8 hours.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan SignInDuration { get; set; } = TimeSpan.FromHours(8);
}

/// <summary>Checks the annotations.</summary>
[OptionsValidator]
internal sealed partial class ConsoleOptionsValidator : IValidateOptions<ConsoleOptions>;
