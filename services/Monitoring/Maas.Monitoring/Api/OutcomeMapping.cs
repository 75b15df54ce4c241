using Google.Protobuf.WellKnownTypes;
using Maas.Contracts.Monitoring.V1;
using Maas.Errors;
using Maas.Monitoring.Outcomes;
using Maas.Monitoring.Payloads;
using Maas.Paging;

namespace Maas.Monitoring.Api;

/// <summary>Outcomes and payloads on the wire.</summary>
internal static class OutcomeMapping
{
    private const int MaxOutcomes = 10_000;

    extension(RecordOutcomesRequest request)
    {
        /// <exception cref="MaasException"><c>INVALID_FIELD</c>: none, or too many. What is wrong with single ones is told of each.</exception>
        public IReadOnlyList<SentOutcome> OutcomesFromProto() => request.Outcomes.Count is > 0 and <= MaxOutcomes
            ?
            [
                .. request.Outcomes.Select(outcome => new SentOutcome(
                    outcome.PredictionId, outcome.HasLabel ? outcome.Label : null, outcome.HasNumber ? outcome.Number : null)),
            ]
            : throw CommonErrors.InvalidField("outcomes", $"Expected 1 to {MaxOutcomes}, got {request.Outcomes.Count}.");
    }

    extension(RecordedOutcomes recorded)
    {
        public RecordOutcomesResponse ToProto() => new()
        {
            RecordedCount = recorded.RecordedCount,
            RepeatedCount = recorded.RepeatedCount,
            ReplacedCount = recorded.ReplacedCount,
            RefusedOutcomes =
            {
                recorded.Refused.Select(refused => new Contracts.Monitoring.V1.RefusedOutcome
                {
                    Index = refused.Index, Reason = refused.Reason, Message = refused.Message,
                }),
            },
        };
    }

    extension(Page<KeptPayload> page)
    {
        public ListPayloadsResponse ToProto() => new()
        {
            Payloads =
            {
                page.Rows.Select(payload => new Payload
                {
                    PredictionId = payload.PredictionId,
                    ModelVersion = payload.ModelVersion,
                    PredictTime = payload.PredictTime.ToTimestamp(),
                    Features = { payload.Features.ToDictionary() },
                    Prediction = payload.Prediction,
                    Outcome = payload.Outcome,
                    ExpireTime = payload.ExpireTime.ToTimestamp(),
                }),
            },
            NextPageToken = page.NextPageToken,
        };
    }
}
