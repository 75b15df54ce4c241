using System.Net;
using Maas.Hosting.Connections;
using Maas.Monitoring.Alerts.Actions;
using Maas.Monitoring.Alerts.Audit;
using Maas.Monitoring.Alerts.Evaluation;
using Maas.Monitoring.Alerts.Notifications;
using Maas.Monitoring.Alerts.Rules;
using Maas.Monitoring.Alerts.Silences;
using Maas.Storage.Database;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Maas.Monitoring.Alerts;

/// <summary>Puts alerts into a container.</summary>
internal static class AlertsRegistration
{
    extension(IServiceCollection services)
    {
        /// <summary>Adds alerts. A bad setting stops the host at its start.</summary>
        public void AddAlerts()
        {
            services.AddOptions<AlertOptions>().BindConfiguration(AlertOptions.Section).ValidateOnStart();
            services.AddSingleton<IValidateOptions<AlertOptions>, AlertOptionsValidator>();
            services.TryAddSingleton(provider => new RequestLog(provider.GetRequiredService<TimeProvider>()));
            services.AddSingleton<AlertSignal>();
            services.AddSingleton<AlertLedger>();
            services.AddSingleton<AuditTrail>();
            services.AddSingleton<AlertSweep>();

            services.AddSingleton<AlertRuleBook>();
            services.AddSingleton<AlertBook>();
            services.AddSingleton<AlertClosing>();
            services.AddSingleton<SilenceBook>();
            services.AddSingleton<WebhookBook>();

            services.AddSingleton<RuleReader>();
            services.AddSingleton<AlertCommit>();
            services.AddSingleton<AlertRound>();

            services.AddSingleton<HostResolver>(_ => Dns.GetHostAddressesAsync);
            services.AddSingleton<AllowedHosts>();
            services.AddSingleton<WebhookConnector>();
            services.AddSingleton<WebhookSender>();
            services.AddSingleton<NewsOutbox>();
            services.AddSingleton<DeliveryRun>();

            services.AddConnection(ServiceConnections.Training);
            services.AddSingleton<IAliasRollback, RegistryAliasRollback>();
            services.AddSingleton<ITrainingStart, TrainingJobStart>();
            services.AddSingleton<ActionRun>();

            services.AddHostedService<AlertEvaluator>();
            services.AddHostedService<AlertDispatcher>();
        }
    }
}
