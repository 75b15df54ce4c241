using System.Collections.Frozen;

namespace Maas.Hosting.Security;

/// <summary>What a caller needs for methods whose protos are not ours, and so carry no option of ours.</summary>
internal static class ForeignPermissions
{
    private const string Inference = "inference.GRPCInferenceService/";
    private const string ByteStream = "google.bytestream.ByteStream/";
    private const string Reflection = "ServerReflection/ServerReflectionInfo";

    // Null: everybody may. Probes have no credentials.
    private static readonly FrozenDictionary<string, string?> Table = new Dictionary<string, string?>
    {
        ["grpc.health.v1.Health/Check"] = null,
        ["grpc.health.v1.Health/List"] = null,
        ["grpc.health.v1.Health/Watch"] = null,
        [$"grpc.reflection.v1.{Reflection}"] = "host.contracts.get",
        [$"grpc.reflection.v1alpha.{Reflection}"] = "host.contracts.get",
        [$"{ByteStream}Read"] = "registry.blobs.read",
        [$"{ByteStream}Write"] = "registry.blobs.write",
        [$"{ByteStream}QueryWriteStatus"] = "registry.blobs.write",
        [$"{Inference}ServerLive"] = null,
        [$"{Inference}ServerReady"] = null,
        [$"{Inference}ModelReady"] = "inference.models.get",
        [$"{Inference}ServerMetadata"] = "inference.server.get",
        [$"{Inference}ModelMetadata"] = "inference.models.get",
        [$"{Inference}ModelConfig"] = "inference.models.get",
        [$"{Inference}ModelInfer"] = "inference.predictions.predict",
        [$"{Inference}ModelStreamInfer"] = "inference.predictions.predict",
        [$"{Inference}ModelStatistics"] = "inference.statistics.get",
        [$"{Inference}RepositoryIndex"] = "inference.repository.list",
        [$"{Inference}RepositoryModelLoad"] = "inference.repository.load",
        [$"{Inference}RepositoryModelUnload"] = "inference.repository.unload",
        [$"{Inference}SystemSharedMemoryStatus"] = "inference.sharedMemory.get",
        [$"{Inference}SystemSharedMemoryRegister"] = "inference.sharedMemory.register",
        [$"{Inference}SystemSharedMemoryUnregister"] = "inference.sharedMemory.unregister",
        [$"{Inference}CudaSharedMemoryStatus"] = "inference.sharedMemory.get",
        [$"{Inference}CudaSharedMemoryRegister"] = "inference.sharedMemory.register",
        [$"{Inference}CudaSharedMemoryUnregister"] = "inference.sharedMemory.unregister",
        [$"{Inference}TraceSetting"] = "inference.settings.update",
        [$"{Inference}LogSettings"] = "inference.settings.update",
    }.ToFrozenDictionary();

    /// <summary>Looks a method up.</summary>
    /// <param name="method">Full name, <c>package.Service/Method</c>.</param>
    /// <param name="permission">What a caller needs; null when everybody may.</param>
    /// <returns>False when the method is not in the table.</returns>
    public static bool TryGet(string method, out string? permission) => Table.TryGetValue(method, out permission);
}
