namespace Maas.Monitoring.Alerts.Rules;

/// <summary>How bad something is. Kept by name, on the wire by number: change none.</summary>
internal enum Severity
{
    /// <summary>Not said.</summary>
    Unspecified = 0,

    /// <summary>Good to know.</summary>
    Info = 1,

    /// <summary>To be looked at in working hours.</summary>
    Warning = 2,

    /// <summary>To be looked at now.</summary>
    Critical = 3,
}
