using Maas.Filtering;
using Maas.Registry.Search;

namespace Maas.Registry.Versions;

/// <summary>Which versions a caller wants to see, and in which order.</summary>
/// <param name="Model">Id of the model; null means all.</param>
/// <param name="Filter">Null means all.</param>
/// <param name="Order">How they come.</param>
/// <param name="ShowDeleted">Also those that were deleted and not purged yet.</param>
internal sealed record VersionList(string? Model, Filter? Filter, SearchOrder Order, bool ShowDeleted);
