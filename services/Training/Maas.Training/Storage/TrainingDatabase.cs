using Maas.Storage.Database;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Maas.Training.Storage;

/// <summary>Opens the metadata of datasets and jobs: SQLite beside them, or PostgreSQL by connection string.</summary>
internal static class TrainingDatabase
{
    /// <summary>Connects and brings the schema up to date. While the host starts, so nothing else waits for this thread.</summary>
    public static RelationalDatabase Open(IServiceProvider provider) => OpenAsync(
        provider.GetRequiredService<IOptions<TrainingOptions>>().Value,
        provider.GetRequiredService<TrainingFolder>(),
        provider.GetRequiredService<TimeProvider>()).GetAwaiter().GetResult();

    private static async Task<RelationalDatabase> OpenAsync(TrainingOptions options, TrainingFolder folder, TimeProvider clock) =>
        options.IsShared
            ? await PostgresDatabase.OpenAsync(
                options.PostgresConnection, typeof(TrainingModule).Assembly, clock, CancellationToken.None)
            : await SqliteDatabase.OpenAsync(
                folder.DatabasePath, typeof(TrainingModule).Assembly, clock, CancellationToken.None);
}
