using Maas.Monitoring;
using Maas.Hosting;

return await MaasHost.RunAsync<MonitoringModule>(args);
