using Maas.Onnx.Sandboxing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.ML.OnnxRuntime;

namespace Maas.Inference.Admission;

/// <summary>Puts the admission of models into a host.</summary>
internal static class AdmissionRegistration
{
    extension(IServiceCollection services)
    {
        /// <param name="folder">Folder that Inference owns.</param>
        public void AddAdmission(string folder)
        {
            services.AddOptions<SandboxOptions>().BindConfiguration(SandboxOptions.Section)
                .PostConfigure(options => options.Folder = options.Folder.Length > 0 ? options.Folder : Path.Combine(folder, "sandbox"))
                .ValidateOnStart();
            services.AddSingleton<IValidateOptions<SandboxOptions>, SandboxOptionsValidator>();
            services.AddSingleton(provider => new ModelSandbox(
                provider.GetRequiredService<IOptions<SandboxOptions>>().Value, provider.GetRequiredService<TimeProvider>()));
            services.AddSingleton(provider => new AdmittedModels(
                Path.Combine(folder, "admitted-models"), Conditions(provider.GetRequiredService<IOptions<SandboxOptions>>().Value),
                provider.GetRequiredService<ILogger<AdmittedModels>>()));
            services.AddSingleton<ModelAdmission>();
        }
    }

    // With more memory or time a verdict may differ, and another runtime has other faults.
    private static string Conditions(SandboxOptions options) => string.Create(
        null, $"onnxruntime {OrtEnv.Instance().GetVersionString()} wall {options.WallTime:c} cpu {options.CpuTime:c} memory {options.MemoryBytes}");
}

/// <summary>Checks the sandbox's settings when the service starts.</summary>
[OptionsValidator]
internal sealed partial class SandboxOptionsValidator : IValidateOptions<SandboxOptions>;
