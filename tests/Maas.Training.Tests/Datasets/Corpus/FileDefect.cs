namespace Maas.Training.Tests.Datasets.Corpus;

/// <summary>A file with one kind of defect.</summary>
/// <param name="Name">What is wrong with it.</param>
/// <param name="Content">The file.</param>
/// <param name="Lines">The lines that must be told, ascending, and no others.</param>
/// <param name="IsRefused">The file as a whole is refused, at the one line; otherwise rows are turned away.</param>
internal sealed record FileDefect(string Name, byte[] Content, IReadOnlyList<long> Lines, bool IsRefused)
{
    public override string ToString() => Name;
}
