namespace Maas.Console.Connections;

/// <summary>What a service answered, or why it did not. A page shows either.</summary>
/// <param name="Value">Null when there is a problem.</param>
/// <param name="Problem">Null when there is a value.</param>
public sealed record Answer<T>(T? Value, ServiceProblem? Problem)
    where T : class
{
    /// <summary>What a page makes of the value; the problem stays.</summary>
    public Answer<TOther> Select<TOther>(Func<T, TOther> make)
        where TOther : class => new(Value is null ? null : make(Value), Problem);
}
