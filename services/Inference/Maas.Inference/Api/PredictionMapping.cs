using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;
using Maas.Contracts.Inference.V1;
using Maas.Inference.Calls;
using Maas.Inference.Predictions;

namespace Maas.Inference.Api;

/// <summary>Rows and predictions on the wire.</summary>
internal static class PredictionMapping
{
    extension(RepeatedField<Struct> rows)
    {
        public IReadOnlyList<IReadOnlyDictionary<string, RowValue>> FromProto()
        {
            var read = new IReadOnlyDictionary<string, RowValue>[rows.Count];
            for (var i = 0; i < read.Length; i++)
            {
                read[i] = rows[i].FromProto();
            }

            return read;
        }
    }

    extension(Struct row)
    {
        public IReadOnlyDictionary<string, RowValue> FromProto()
        {
            var read = new Dictionary<string, RowValue>(row.Fields.Count, StringComparer.Ordinal);
            foreach (var (name, value) in row.Fields)
            {
                read[name] = Read(value);
            }

            return read;
        }
    }

    extension(IReadOnlyList<RowPrediction> predictions)
    {
        public PredictResponse ToProto(CallAnswer answer) => new()
        {
            Model = answer.Name,
            ModelVersion = answer.Model.Version,
            Predictions = { predictions.Select(prediction => prediction.ToProto()) },
        };
    }

    extension(RowPrediction prediction)
    {
        public Prediction ToProto()
        {
            var message = new Prediction { PredictionId = prediction.Id.ToString() };
            if (prediction.Value is { } value)
            {
                message.Value = value;
                return message;
            }

            message.Label = prediction.Label ?? "";
            if (prediction.Score is { } score)
            {
                message.Score = score;
            }

            message.ClassScores.Add(
                prediction.ClassScores.Select(each => new ClassScore { Label = each.Label, Score = each.Score }));
            return message;
        }
    }

    private static RowValue Read(Value value) => value.KindCase switch
    {
        Value.KindOneofCase.NumberValue => new RowValue(RowValueKind.Number, Number: value.NumberValue),
        Value.KindOneofCase.StringValue => new RowValue(RowValueKind.Text, Text: value.StringValue),
        Value.KindOneofCase.BoolValue => new RowValue(RowValueKind.Boolean, Number: value.BoolValue ? 1 : 0),
        Value.KindOneofCase.StructValue or Value.KindOneofCase.ListValue => new RowValue(RowValueKind.Composite),
        _ => new RowValue(RowValueKind.Missing),
    };
}
