using Grpc.Core;
using Maas.Contracts.Oip;

namespace Maas.Inference.Api;

/// <content>What is part of the protocol and refused here, with a reason.</content>
internal sealed partial class OpenInferenceService
{
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

    private static Errors.MaasException SystemSharedMemory() =>
        InferenceErrors.NotSupported("system shared memory; send tensors in the request");

    private static Errors.MaasException CudaSharedMemory() =>
        InferenceErrors.NotSupported("CUDA shared memory; send tensors in the request");
}
