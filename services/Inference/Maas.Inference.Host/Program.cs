using Maas.Inference;
using Maas.Hosting;

return await MaasHost.RunAsync<InferenceModule>(args);
