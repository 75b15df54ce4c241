using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Maas.Hosting.Configuration;

/// <summary>Reads the options that shape the host itself, before the container is there.</summary>
internal static class HostingOptionsReading
{
    extension(WebApplicationBuilder builder)
    {
        /// <exception cref="HostRefusedException">A value is out of range or two do not fit.</exception>
        public HostingOptions AddHostingOptions()
        {
            var options = new HostingOptions();
            try
            {
                builder.Configuration.GetSection(HostingOptions.Section).Bind(options);
            }
            catch (InvalidOperationException exception)
            {
                throw new HostRefusedException($"{exception.Message} {exception.InnerException?.Message}".Trim(), exception);
            }

            var result = new HostingOptionsValidator().Validate(name: null, options);
            var failures = (result.Failures ?? []).Concat(CrossFieldFailures(options)).ToList();
            if (failures.Count > 0)
            {
                throw new HostRefusedException($"{HostingOptions.Section}: {string.Join(" ", failures)}");
            }

            builder.Services.AddSingleton(Options.Create(options));
            return options;
        }
    }

    private static IEnumerable<string> CrossFieldFailures(HostingOptions options)
    {
        if (options.CertificatePath.Length > 0 != options.KeyPath.Length > 0)
        {
            yield return "CertificatePath and KeyPath must be set together.";
        }

        foreach (var path in new[] { options.CertificatePath, options.KeyPath, options.TokensFile })
        {
            if (path.Length > 0 && !File.Exists(path))
            {
                yield return $"The file '{path}' is not there.";
            }
        }
    }
}
