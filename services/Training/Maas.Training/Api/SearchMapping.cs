using Google.Protobuf.WellKnownTypes;
using Maas.Contracts.Training.V1;
using Maas.Training.Jobs.Searching;

namespace Maas.Training.Api;

/// <summary>What is searched, on the wire.</summary>
internal static class SearchMapping
{
    extension(SearchSpec search)
    {
        public SearchChoice FromProto() => new()
        {
            Parameters = [.. search.Parameters.Select(parameter => parameter.FromProto())],
            Sampler = search.Sampler,
            Stopping = search.Stopping,
            Objective = search.Objective,
            Constraints =
            [
                .. search.Constraints.Select(constraint => new ConstraintChoice(
                    constraint.Metric, constraint.HasMax ? constraint.Max : null, constraint.HasMin ? constraint.Min : null)),
            ],
            MaxTrials = search.HasMaxTrialCount ? search.MaxTrialCount : null,
            MaxDuration = search.MaxDuration is { } duration ? DurationField.Read(duration, "training_job.spec.search.max_duration") : null,
            ParallelTrials = search.HasParallelTrialCount ? search.ParallelTrialCount : null,
        };
    }

    extension(SearchChoice search)
    {
        public SearchSpec ToProto()
        {
            var mapped = new SearchSpec
            {
                Parameters = { search.Parameters.Select(parameter => parameter.ToProto()) },
                Sampler = search.Sampler,
                Stopping = search.Stopping,
                Objective = search.Objective,
                Constraints = { search.Constraints.Select(constraint => constraint.ToProto()) },
                MaxDuration = search.MaxDuration?.ToDuration(),
            };
            OptionalField.Set(search.MaxTrials, value => mapped.MaxTrialCount = value);
            OptionalField.Set(search.ParallelTrials, value => mapped.ParallelTrialCount = value);
            return mapped;
        }
    }

    extension(SearchParameter parameter)
    {
        private ParameterChoice FromProto() => new()
        {
            Name = parameter.Name,
            Low = parameter.HasLow ? parameter.Low : null,
            High = parameter.HasHigh ? parameter.High : null,
            IsLogarithmic = parameter.Logarithmic,
            Step = parameter.HasStep ? parameter.Step : null,
            Values = [.. parameter.Values],
            ConditionParameter = parameter.ConditionParameter,
            ConditionValues = [.. parameter.ConditionValues],
        };
    }

    extension(ParameterChoice parameter)
    {
        private SearchParameter ToProto()
        {
            var mapped = new SearchParameter
            {
                Name = parameter.Name,
                Logarithmic = parameter.IsLogarithmic,
                Values = { parameter.Values },
                ConditionParameter = parameter.ConditionParameter,
                ConditionValues = { parameter.ConditionValues },
            };
            OptionalField.Set(parameter.Low, value => mapped.Low = value);
            OptionalField.Set(parameter.High, value => mapped.High = value);
            OptionalField.Set(parameter.Step, value => mapped.Step = value);
            return mapped;
        }
    }

    extension(ConstraintChoice constraint)
    {
        private Contracts.Training.V1.SearchConstraint ToProto()
        {
            var mapped = new Contracts.Training.V1.SearchConstraint { Metric = constraint.Metric };
            OptionalField.Set(constraint.Max, value => mapped.Max = value);
            OptionalField.Set(constraint.Min, value => mapped.Min = value);
            return mapped;
        }
    }
}
