using Google.Protobuf;
using Maas.Contracts.Oip;
using Maas.Inference.Calls;
using Maas.Inference.Models;

namespace Maas.Inference.Api;

/// <summary>Writes <see cref="ModelInferResponse"/>: always raw contents, one entry per output, not copied.</summary>
internal static class InferResponseMapping
{
    extension(CallAnswer answer)
    {
        public ModelInferResponse ToProto(string id)
        {
            var response = new ModelInferResponse
            {
                ModelName = answer.Name,
                ModelVersion = answer.Model.Version,
                Id = id,
            };
            foreach (var output in answer.Outputs)
            {
                response.Outputs.Add(new ModelInferResponse.Types.InferOutputTensor
                {
                    Name = output.Name,
                    Datatype = output.DataType.OipName,
                    Shape = { output.Shape },
                });

                // The answer owns the memory, and nobody writes to it any more.
                response.RawOutputContents.Add(UnsafeByteOperations.UnsafeWrap(output.Content));
            }

            return response;
        }
    }
}
