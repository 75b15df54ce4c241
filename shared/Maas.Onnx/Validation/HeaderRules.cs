using Maas.Onnx.Reading.Scanning;

namespace Maas.Onnx.Validation;

/// <summary>Versions of the format and of the operators.</summary>
internal sealed class HeaderRules(ScannedModel model, ProblemList problems)
{
    /// <summary>Since version 3 a model names its operator sets.</summary>
    public const long MinIrVersion = 3;

    /// <summary>The newest that ONNX Runtime 1.31 reads.</summary>
    public const long MaxIrVersion = 13;

    public void Check()
    {
        if (model.IrVersion is not { } version)
        {
            problems.Add("Not an ONNX file: it has no ir_version.");
            return;
        }

        if (version is < MinIrVersion or > MaxIrVersion)
        {
            problems.Add($"Expected ir_version {MinIrVersion} to {MaxIrVersion}, got {version}.");
        }

        if (model.Graph is null)
        {
            problems.Add("The model has no graph.");
        }

        if (model.OperatorSets.Count == 0)
        {
            problems.Add("The model imports no operator set.");
        }

        if (model.HasTraining)
        {
            problems.Add("The model has training_info, which cannot be served. Export it for inference.");
        }

        CheckOperatorSets(model.OperatorSets, "The model");
        foreach (var function in model.Functions)
        {
            CheckOperatorSets(function.OperatorSets, $"Function '{ProblemList.Shown(function.Name)}'");
        }
    }

    private void CheckOperatorSets(List<OperatorSet> sets, string where)
    {
        problems.AddTwins(sets.Select(set => set.Domain), "operator set domains");
        foreach (var set in sets)
        {
            if (OperatorDomains.FindVersions(set.Domain) is { } range
                && (set.Version < range.Min || set.Version > range.Max))
            {
                problems.Add(
                    $"{where} imports version {set.Version} of the operators of {OperatorDomains.Shown(set.Domain)}, " +
                    $"expected {range.Min} to {range.Max}.");
            }
        }
    }
}
