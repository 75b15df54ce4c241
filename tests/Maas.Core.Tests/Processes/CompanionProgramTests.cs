using Maas.Processes;

namespace Maas.Core.Tests.Processes;

internal sealed class CompanionProgramTests
{
    private static readonly CompanionProgram Program = new("Maas.Nobody", folder: "nobody");

    [Test]
    public void Find_ConfiguredPath_IsTakenAsItIs()
    {
        var path = typeof(CompanionProgramTests).Assembly.Location;

        Assert.That(Program.Find(path, "nobody", "Maas:Nobody:Path"), Is.EqualTo(path));
    }

    [Test]
    public void Find_NothingThere_SaysWhereItLookedAndWhatToDo() => Assert.That(
        () => Program.Find("", "nobody", "Maas:Nobody:Path"),
        Throws.TypeOf<FileNotFoundException>().With.Message.Matches(
            @"^The nobody is not at '.+Maas\.Nobody\.dll' nor at '.+Maas\.Nobody\.dll'\. Build it, or set 'Maas:Nobody:Path'\.$"));

    [Test]
    public void StartInfo_OfALibrary_RunsItByDotnet()
    {
        var start = CompanionProgram.StartInfo("/opt/program.dll");

        Assert.That(Path.GetFileNameWithoutExtension(start.FileName), Is.EqualTo("dotnet"));
        Assert.That(start.ArgumentList, Is.EqualTo(new[] { "/opt/program.dll" }));
    }

    [Test]
    public void StartInfo_OfAnExecutable_RunsItself()
    {
        var start = CompanionProgram.StartInfo("/opt/program");

        Assert.That(start.FileName, Is.EqualTo("/opt/program"));
        Assert.That(start.ArgumentList, Is.Empty);
    }
}
