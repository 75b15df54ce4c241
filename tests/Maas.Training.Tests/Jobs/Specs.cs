using Maas.Contracts.Training.V1;

namespace Maas.Training.Tests.Jobs;

/// <summary>Data and specs for tests of jobs.</summary>
internal static class Specs
{
    public const string Csv = "x,color,y\n1,red,2\n2,blue,4\n3,red,6\n4,,8\n";

    public static async Task<TrainingSpec> ImportAsync(TrainingServer server)
    {
        var version = await server.ImportAsync(Csv);
        return new TrainingSpec { DatasetVersion = version.Name, TargetColumn = "y", Model = "models/test.double" };
    }
}
