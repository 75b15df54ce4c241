namespace Maas.Console.Security;

/// <summary>Marks an endpoint that serves a page, or that a page goes on talking to.</summary>
internal sealed record ConsolePage;

/// <summary>Marks an endpoint that serves a script, a style or a picture, the same to everybody.</summary>
internal sealed record ConsoleAsset;
