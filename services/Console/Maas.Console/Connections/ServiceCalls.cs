using System.Runtime.CompilerServices;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Maas.Client;
using Maas.Console.Security;
using Maas.Errors;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Console.Connections;

/// <summary>
/// Asks the services in the name of whoever looks at the page. Failures are answers here: a page shows them in their place. One per
/// open page.
/// </summary>
internal sealed class ServiceCalls(IServiceProvider services, AuthenticationStateProvider authentication)
{
    /// <summary>Asks once.</summary>
    /// <param name="service">Who, of <see cref="ConsoleModule.Services"/>.</param>
    /// <param name="call">Makes the call, e.g. of a client over the given connection.</param>
    public async Task<Answer<T>> AskAsync<T>(string service, Func<CallInvoker, AsyncUnaryCall<T>> call)
        where T : class
    {
        var channel = services.GetRequiredKeyedService<MaasChannel>(service);
        try
        {
            using var asked = call(await InvokerAsync(channel));
            return new Answer<T>(await asked.ResponseAsync, Problem: null);
        }
        catch (MaasException failure)
        {
            return new Answer<T>(Value: null, ServiceProblem.Of(service, channel.Address, failure));
        }
    }

    /// <summary>Listens until the stream ends; an answer with a problem is the last one.</summary>
    /// <param name="service">Who.</param>
    /// <param name="call">Opens the stream.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async IAsyncEnumerable<Answer<T>> WatchAsync<T>(
        string service, Func<CallInvoker, AsyncServerStreamingCall<T>> call,
        [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class
    {
        var channel = services.GetRequiredKeyedService<MaasChannel>(service);
        using var watched = call(await InvokerAsync(channel));
        while (true)
        {
            Answer<T> next;
            try
            {
                if (!await watched.ResponseStream.MoveNext(cancellationToken))
                {
                    yield break;
                }

                next = new Answer<T>(watched.ResponseStream.Current, Problem: null);
            }
            catch (RpcException) when (cancellationToken.IsCancellationRequested)
            {
                yield break;
            }
            catch (RpcException failure)
            {
                next = new Answer<T>(null, ServiceProblem.Of(service, channel.Address, MaasErrors.FromRpc(failure, channel.Address.ToString())));
            }

            yield return next;
            if (next.Problem is not null)
            {
                yield break;
            }
        }
    }

    private async Task<CallInvoker> InvokerAsync(MaasChannel channel)
    {
        var state = await authentication.GetAuthenticationStateAsync();
        return state.User.Token is not { } token
            ? channel.Invoker
            : channel.Invoker.Intercept(headers =>
            {
                headers.Add("authorization", $"Bearer {token}");
                return headers;
            });
    }
}
