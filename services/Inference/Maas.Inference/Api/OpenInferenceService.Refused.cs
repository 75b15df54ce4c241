using Grpc.Core;
using Maas.Contracts.Oip;

namespace Maas.Inference.Api;

/// <content>What is part of the protocol and refused here, with a reason.</content>
internal sealed partial class OpenInferenceService
{
    public override Task<RepositoryModelLoadResponse> RepositoryModelLoad(
        RepositoryModelLoadRequest request, ServerCallContext context) =>
        throw InferenceErrors.ModelControlForbidden(ModelOf(request.RepositoryName, request.ModelName));

    public override Task<RepositoryModelUnloadResponse> RepositoryModelUnload(
        RepositoryModelUnloadRequest request, ServerCallContext context) =>
        throw InferenceErrors.ModelControlForbidden(ModelOf(request.RepositoryName, request.ModelName));

    public override Task<SystemSharedMemoryStatusResponse> SystemSharedMemoryStatus(
        SystemSharedMemoryStatusRequest request, ServerCallContext context) => throw SystemSharedMemory();

    public override Task<SystemSharedMemoryRegisterResponse> SystemSharedMemoryRegister(
        SystemSharedMemoryRegisterRequest request, ServerCallContext context) => throw SystemSharedMemory();

    public override Task<SystemSharedMemoryUnregisterResponse> SystemSharedMemoryUnregister(
        SystemSharedMemoryUnregisterRequest request, ServerCallContext context) => throw SystemSharedMemory();

    public override Task<CudaSharedMemoryStatusResponse> CudaSharedMemoryStatus(
        CudaSharedMemoryStatusRequest request, ServerCallContext context) => throw CudaSharedMemory();

    public override Task<CudaSharedMemoryRegisterResponse> CudaSharedMemoryRegister(
        CudaSharedMemoryRegisterRequest request, ServerCallContext context) => throw CudaSharedMemory();

    public override Task<CudaSharedMemoryUnregisterResponse> CudaSharedMemoryUnregister(
        CudaSharedMemoryUnregisterRequest request, ServerCallContext context) => throw CudaSharedMemory();

    public override Task<TraceSettingResponse> TraceSetting(TraceSettingRequest request, ServerCallContext context) =>
        throw InferenceErrors.NotSupported("trace settings by call; traces go to the OTLP collector of its configuration");

    public override Task<LogSettingsResponse> LogSettings(LogSettingsRequest request, ServerCallContext context) =>
        throw InferenceErrors.NotSupported("log settings by call; they are part of its configuration");

    // KServe's dialect of these two methods puts the model's name where Triton has the repository's.
    private static string ModelOf(string repository, string model) => model.Length > 0 ? model : repository;

    private static Errors.MaasException SystemSharedMemory() =>
        InferenceErrors.NotSupported("system shared memory; send tensors in the request");

    private static Errors.MaasException CudaSharedMemory() =>
        InferenceErrors.NotSupported("CUDA shared memory; send tensors in the request");
}
