namespace Maas.Cli.Terminal;

/// <summary>How results are written.</summary>
internal enum OutputFormat
{
    /// <summary>Tables and progress bars, for a person. May change with any release.</summary>
    Table,

    /// <summary>JSON of the resources by the protobuf JSON mapping, for a program. Stable.</summary>
    Json,
}
