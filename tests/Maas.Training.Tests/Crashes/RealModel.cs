using Maas.Contracts.Training.V1;
using Maas.Training.Tests.Jobs;

namespace Maas.Training.Tests.Crashes;

/// <summary>An artifact that a Registry takes, made by the real worker.</summary>
internal static class RealModel
{
    public static async Task<byte[]> ReadAsync()
    {
        await using var server = await TrainingServer.StartAsync();
        var spec = await Specs.ImportAsync(server);
        spec.Split = new SplitSpec { TestRatio = 0 };
        await server.WaitForEndAsync((await server.CreateJobAsync(spec)).Name);
        return server.Registrar.Models.Single();
    }
}
