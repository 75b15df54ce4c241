using Maas.Registry;
using Maas.Hosting;

return await MaasHost.RunAsync<RegistryModule>(args);
