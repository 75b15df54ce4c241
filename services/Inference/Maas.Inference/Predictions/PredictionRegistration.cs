using Maas.Inference.Predictions.Images;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Maas.Inference.Predictions;

/// <summary>Puts predictions of named values into a host.</summary>
internal static class PredictionRegistration
{
    extension(IServiceCollection services)
    {
        public void AddPredictions()
        {
            services.AddOptions<ImageOptions>().BindConfiguration(ImageOptions.Section).ValidateOnStart();
            services.AddSingleton<IValidateOptions<ImageOptions>, ImageOptionsValidator>();
            services.AddSingleton<ImageMemory>();
            services.AddSingleton<RowPredictor>();
        }
    }
}
