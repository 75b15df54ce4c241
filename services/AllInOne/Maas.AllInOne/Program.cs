using Maas.AllInOne;

return await SuiteProgram.RunAsync(args);
