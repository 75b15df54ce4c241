using Maas.Training;
using Maas.Hosting;

return await MaasHost.RunAsync<TrainingModule>(args);
