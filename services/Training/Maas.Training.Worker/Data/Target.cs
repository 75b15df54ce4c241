using System.Globalization;
using Maas.Errors;
using Maas.Training.Plans;

namespace Maas.Training.Worker.Data;

/// <summary>What is to be predicted, one entry per row of the table.</summary>
/// <param name="Values">The numbers, for regression; NaN is missing. Empty for classification.</param>
/// <param name="Classes">Index into <paramref name="Labels"/>; 0 for regression, and for clustering until it is found. -1 is missing.</param>
/// <param name="Labels">
/// The classes, ascending: as numbers when the column is numeric, else ordinal. Empty for regression.
/// </param>
internal sealed record Target(double[] Values, int[] Classes, IReadOnlyList<string> Labels)
{
    /// <summary>More classes than this are taken for a number that was meant to be regressed.</summary>
    public const int MaxClasses = 1000;

    /// <summary>Reads the target of the plan's task.</summary>
    /// <exception cref="MaasException">
    /// <c>DATA_UNSUITABLE</c>: infinite numbers, no row, one class, too many classes. <c>SPEC_INVALID</c>.
    /// </exception>
    public static Target Read(TrainingTable table, TrainingPlan plan)
    {
        if (plan.Task == LearningTask.Clustering)
        {
            return new Target([], new int[table.RowCount], []);
        }

        var target = LearningTask.IsNumeric(plan.Task) ? ReadNumbers(table, plan) : ReadClasses(table, plan);
        return target.Classes.AsSpan().ContainsAnyExcept(-1)
            ? target
            : throw PlanErrors.DataUnsuitable($"the target '{plan.TargetColumn}' has no value in any row.");
    }

    /// <summary>The targets of some rows, in the order of <paramref name="rows"/>.</summary>
    public Target Take(int[] rows) => this with
    {
        Values = Values.Length == 0 ? [] : Array.ConvertAll(rows, row => Values[row]),
        Classes = Array.ConvertAll(rows, row => Classes[row]),
    };

    private static Target ReadNumbers(TrainingTable table, TrainingPlan plan)
    {
        if (!table.HasNumericTarget)
        {
            throw PlanErrors.SpecInvalid(
                $"the target '{plan.TargetColumn}' is no column of numbers; {plan.Task} needs one.");
        }

        var values = table.ReadTargetNumbers();
        var infinite = values.Count(double.IsInfinity);
        return infinite == 0
            ? new Target(values, Array.ConvertAll(values, value => double.IsNaN(value) ? -1 : 0), [])
            : throw PlanErrors.DataUnsuitable($"the target '{plan.TargetColumn}' has {infinite} infinite values.");
    }

    private static Target ReadClasses(TrainingTable table, TrainingPlan plan)
    {
        var texts = table.ReadTargetTexts();
        var distinct = texts.Where(text => text.Length > 0).ToHashSet(StringComparer.Ordinal);
        string[] labels = table.HasNumericTarget
            ? [.. distinct.OrderBy(text => double.Parse(text, CultureInfo.InvariantCulture))]
            : [.. distinct.Order(StringComparer.Ordinal)];
        if (labels.Length is 1 or > MaxClasses)
        {
            throw PlanErrors.DataUnsuitable(labels.Length == 1
                ? $"the target '{plan.TargetColumn}' has one class only, '{labels[0]}'; two are needed."
                : $"the target '{plan.TargetColumn}' has {labels.Length} classes, at most {MaxClasses} are taken. "
                    + "Is it a regression?");
        }

        var index = labels.Index().ToDictionary(label => label.Item, label => label.Index, StringComparer.Ordinal);
        return new Target([], Array.ConvertAll(texts, text => index.GetValueOrDefault(text, -1)), labels);
    }
}
