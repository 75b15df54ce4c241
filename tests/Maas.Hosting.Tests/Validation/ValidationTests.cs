using Google.Rpc;
using Grpc.Core;
using Maas.Contracts.Oip;
using Maas.Contracts.Registry.V1;
using Maas.Hosting.Validation;
using Maas.Testing;

namespace Maas.Hosting.Tests.Validation;

[CancelAfter(30_000)]
internal sealed class ValidationTests
{
    [Test]
    public async Task Request_WithSeveralFaults_NamesAllOfThem()
    {
        await using var host = await TestHost.StartAsync<ProbeModule>();
        var client = new RegistryService.RegistryServiceClient(host.Channel);

        var error = await Assert.ThrowsAsync<RpcException>(async () =>
            await client.CreateModelAsync(new CreateModelRequest { RequestId = "42" }));

        Assert.That(error!.StatusCode, Is.EqualTo(StatusCode.InvalidArgument));
        Assert.That(
            error.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations.Select(violation => violation.Field),
            Is.EqualTo(new[] { "model_id", "model", "request_id" }));
    }

    [Test]
    public void Check_InsideRepeatedMessages_SaysWhichOne()
    {
        var request = new CreateDeploymentRequest
        {
            DeploymentId = "d",
            Deployment = new Deployment
            {
                Model = "models/m",
                Routes = { new Route { Target = "models/m/versions/1", TrafficPercent = 100 }, new Route() },
            },
        };

        var violations = MessageRules.Of(CreateDeploymentRequest.Descriptor)!.Check(request);

        Assert.That(violations.Select(violation => violation.Field), Is.EqualTo(new[] { "deployment.routes[1].target" }));
    }

    [Test]
    public void Check_OfUpdate_AsksOnlyForWhatTheMaskNames()
    {
        var request = new UpdateDeploymentRequest
        {
            Deployment = new Deployment { Name = "deployments/d" },
            UpdateMask = new Google.Protobuf.WellKnownTypes.FieldMask { Paths = { "routes", "labels" } },
        };

        var violations = MessageRules.Of(UpdateDeploymentRequest.Descriptor)!.Check(request);

        Assert.That(violations.Select(violation => violation.Field), Is.EqualTo(new[] { "deployment.routes" }));
    }

    [Test]
    public void Check_OfEnum_TakesUnspecifiedForMissing()
    {
        var request = new ReportReplicaStatusRequest
        {
            Deployment = "deployments/d",
            Replica = "r",
            Statuses = { new ReplicaStatus { Replica = "r", ModelVersion = "models/m/versions/1" } },
        };

        var violations = MessageRules.Of(ReportReplicaStatusRequest.Descriptor)!.Check(request);

        Assert.That(violations.Select(violation => violation.Field), Is.EqualTo(new[] { "statuses[0].state" }));
    }

    [TestCase("8f14e45f-ceea-467f-a3d2-3c1a5f1b2c3d", ExpectedResult = true)]
    [TestCase("8F14E45F-CEEA-467F-A3D2-3C1A5F1B2C3D", ExpectedResult = true)]
    [TestCase("8f14e45f-ceea-167f-a3d2-3c1a5f1b2c3d", ExpectedResult = false)]
    [TestCase("8f14e45f-ceea-467f-c3d2-3c1a5f1b2c3d", ExpectedResult = false)]
    [TestCase("{8f14e45f-ceea-467f-a3d2-3c1a5f1b2c3d}", ExpectedResult = false)]
    [TestCase("8f14e45fceea467fa3d23c1a5f1b2c3d", ExpectedResult = false)]
    public bool Check_OfRequestId_TakesVersion4Alone(string id)
    {
        var request = new CreateModelRequest { ModelId = "m", Model = new Model(), RequestId = id };

        return MessageRules.Of(CreateModelRequest.Descriptor)!.Check(request).Count == 0;
    }

    [Test]
    public void Of_MessageWithoutAnnotations_IsNothing() =>
        Assert.That(MessageRules.Of(ModelInferRequest.Descriptor), Is.Null);
}
