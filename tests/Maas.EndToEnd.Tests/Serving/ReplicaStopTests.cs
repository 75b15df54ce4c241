using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Balancer;
using Grpc.Net.Client.Configuration;
using Maas.Contracts.Oip;
using Maas.Testing.Onnx;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.EndToEnd.Tests.Serving;

/// <summary>One of two replicas is stopped in order, behind a client that spreads its calls over both and repeats those that were refused.</summary>
[NonParallelizable]
[CancelAfter(120_000)]
internal sealed class ReplicaStopTests
{
    private const int Callers = 8;
    private const int AnswersPerPhase = 2000;

    [Test]
    public async Task Sigterm_OfOneOfTwoReplicas_FailsNoRequest(CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Ignore("Windows has no SIGTERM.");
        }

        using var first = new ServingProcess(OnnxModels.Linear([2], 1));
        using var second = new ServingProcess(OnnxModels.Linear([2], 1));
        await Task.WhenAll(first.StartAsync(cancellationToken), second.StartAsync(cancellationToken));
        using var channel = Connect(first, second);
        using var stop = new CancellationTokenSource();
        var tally = new Tally();
        var client = new GRPCInferenceService.GRPCInferenceServiceClient(channel);
        var callers = Enumerable.Range(0, Callers).Select(_ => CallAsync(client, tally, stop.Token)).ToList();
        await tally.WaitAsync(AnswersPerPhase, cancellationToken);

        var exit = await first.TerminateAsync(cancellationToken);

        var whileStopping = tally.Answers - AnswersPerPhase;
        await tally.WaitAsync(tally.Answers + AnswersPerPhase, cancellationToken);
        await stop.CancelAsync();
        await Task.WhenAll(callers);
        await TestContext.Out.WriteLineAsync(
            $"{tally.Answers} answers, {whileStopping} of them while one of two replicas went down, {tally.Repeated} after a repeat: "
            + $"{tally.Failures.Count} failed");
        Assert.That(tally.Failures, Is.Empty);
        Assert.That(exit, Is.Zero, first.Log);
    }

    /// <summary>What every gRPC client offers: addresses in turn, and UNAVAILABLE is tried again.</summary>
    private static GrpcChannel Connect(params ServingProcess[] replicas)
    {
        var addresses = new StaticResolverFactory(_ => replicas.Select(replica => new BalancerAddress("127.0.0.1", replica.Port)));
        return GrpcChannel.ForAddress("static:///inference", new GrpcChannelOptions
        {
            Credentials = ChannelCredentials.Insecure,
            ServiceProvider = new ServiceCollection().AddSingleton<ResolverFactory>(addresses).BuildServiceProvider(),
            ServiceConfig = new ServiceConfig
            {
                LoadBalancingConfigs = { new RoundRobinConfig() },
                MethodConfigs =
                {
                    new MethodConfig
                    {
                        Names = { MethodName.Default },
                        RetryPolicy = new RetryPolicy
                        {
                            MaxAttempts = 5,
                            InitialBackoff = TimeSpan.FromMilliseconds(20),
                            MaxBackoff = TimeSpan.FromSeconds(1),
                            BackoffMultiplier = 2,
                            RetryableStatusCodes = { StatusCode.Unavailable },
                        },
                    },
                },
            },
        });
    }

    private static async Task CallAsync(GRPCInferenceService.GRPCInferenceServiceClient client, Tally tally, CancellationToken stop)
    {
        var request = ServingProcess.Request(("x", "FP32", [1, 1], BitConverter.GetBytes(3f)));
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using var call = client.ModelInferAsync(request, cancellationToken: CancellationToken.None);
                var headers = await call.ResponseHeadersAsync;
                var answer = await call;
                Assert.That(BitConverter.ToSingle(answer.RawOutputContents[0].Span), Is.EqualTo(7));
                tally.Answered(isRepeated: headers.Get("grpc-previous-rpc-attempts") is not null);
            }
            catch (RpcException error)
            {
                tally.Failed(error.Status.ToString());
            }
        }
    }

    private sealed class Tally
    {
        private readonly List<string> _failures = [];
        private int _answers;
        private int _repeated;

        public int Answers => Volatile.Read(ref _answers);

        public int Repeated => Volatile.Read(ref _repeated);

        public IReadOnlyList<string> Failures
        {
            get
            {
                lock (_failures)
                {
                    return [.. _failures];
                }
            }
        }

        public void Answered(bool isRepeated)
        {
            Interlocked.Increment(ref _answers);
            Interlocked.Add(ref _repeated, isRepeated ? 1 : 0);
        }

        public void Failed(string failure)
        {
            lock (_failures)
            {
                _failures.Add(failure);
            }
        }

        public async Task WaitAsync(int answers, CancellationToken cancellationToken)
        {
            while (Answers < answers && Failures.Count == 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, cancellationToken);
            }
        }
    }
}
