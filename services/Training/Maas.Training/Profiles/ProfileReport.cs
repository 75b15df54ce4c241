namespace Maas.Training.Profiles;

/// <summary>What a caller is told of a dataset version.</summary>
/// <param name="Profile">What is known of all its values.</param>
/// <param name="Target">What is known of the column to predict; null when none was named.</param>
/// <param name="Findings">What deserves a look, the gravest first.</param>
internal sealed record ProfileReport(DatasetProfile Profile, TargetProfile? Target, IReadOnlyList<Finding> Findings);
