using Maas.Console;
using Maas.Hosting;

return await MaasHost.RunAsync<ConsoleModule>(args);
