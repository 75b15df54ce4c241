using Maas.Digests;
using Maas.Errors;
using Maas.Filtering;
using Maas.Paging;
using Maas.Registry.Artifacts;
using Maas.Registry.Changes;
using Maas.Registry.Models;
using Maas.Registry.Search;
using Maas.Storage.Database;

namespace Maas.Registry.Versions;

/// <summary>Creates and reads immutable versions. Thread-safe.</summary>
internal sealed class VersionCatalog(
    RegistryLedger ledger, ChangeLog changes, ArtifactStore artifacts, ModelAdmission admission, TimeProvider clock)
{
    private const string AnyModel = "-";

    /// <exception cref="MaasException"><c>RESOURCE_NOT_FOUND</c>.</exception>
    public Task<ModelVersion> GetAsync(string name, CancellationToken cancellationToken)
    {
        var (model, number) = RegistryNames.ParseVersion(name, "name");
        return ledger.ReadAsync(session => session.GetVersionAsync(model, number), cancellationToken);
    }

    /// <summary>What matches a filter, of one model or of all.</summary>
    /// <param name="parent"><c>models/{model}</c>, or <c>models/-</c> for all.</param>
    /// <param name="filter">In the filter language; empty for all.</param>
    /// <param name="orderBy">A field, or a field and <c>desc</c>; empty for newest first.</param>
    /// <param name="showDeleted">Also those that can be undeleted.</param>
    /// <param name="pageSize">See <see cref="PageRequest"/>.</param>
    /// <param name="pageToken">See <see cref="PageRequest"/>.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="MaasException"><c>RESOURCE_NOT_FOUND</c>, <c>INVALID_FIELD</c>, <c>PAGE_TOKEN_INVALID</c>.</exception>
    public Task<Page<ModelVersion>> ListAsync(
        string parent, string filter, string orderBy, bool showDeleted, int pageSize, string pageToken,
        CancellationToken cancellationToken)
    {
        var id = RegistryNames.ParseModel(parent, "parent");
        var list = new VersionList(
            id == AnyModel ? null : id, Filter.Parse(filter), SearchOrder.Parse(orderBy, VersionSearch.Schema, VersionSearch.Key),
            showDeleted);
        var page = PageRequest.Parse(pageSize, pageToken, $"{parent}/versions\n{filter}\n{orderBy}\n{showDeleted}");
        return ledger.ReadAsync(
            async session =>
            {
                if (list.Model is not null)
                {
                    _ = await session.GetModelAsync(list.Model);
                }

                return await session.ListVersionsAsync(list, page);
            },
            cancellationToken);
    }

    /// <summary>Creates the next version of a model from files that are stored already.</summary>
    /// <exception cref="MaasException">
    /// <c>RESOURCE_NOT_FOUND</c>, <c>INVALID_FIELD</c>, <c>BLOB_MISSING</c>, <c>BLOB_CORRUPT</c>,
    /// <c>MODEL_INVALID</c>, <c>MODEL_REJECTED</c>, <c>SANDBOX_UNAVAILABLE</c>, <c>SIGNATURE_MISMATCH</c>.
    /// </exception>
    public async Task<ModelVersion> CreateAsync(
        string parent, ModelVersion values, Mutation mutation, CancellationToken cancellationToken)
    {
        if (await ledger.FindAnswerAsync<ModelVersion>(mutation, cancellationToken) is { } answered)
        {
            return answered;
        }

        var model = RegistryNames.ParseModel(parent, "parent");
        var checks = new FieldChecks();
        VersionRules.Check(values, checks);
        checks.ThrowIfAny();
        await ledger.ReadAsync(
            async session =>
            {
                await session.RequireModelAsync(model);
                return true;
            },
            cancellationToken);
        RequireBlobs(values);
        var graph = admission.Validate(values);
        var signature = SignatureReader.Read(graph, values.Signature);
        GoldenRules.Check(values.GoldenExamples, signature, checks);
        checks.ThrowIfAny();

        var prepared = values with
        {
            Model = model,
            State = ModelVersionState.Ready,
            ManifestDigest = Manifest.DigestOf(values.Files).Hex,
            Signature = signature,
        };
        prepared = prepared with { Admission = await admission.AdmitAsync(prepared, graph, cancellationToken) };
        return await ledger.WriteAsync(mutation, session => InsertAsync(session, prepared, mutation), cancellationToken);
    }

    private async Task<ModelVersion> InsertAsync(DatabaseSession session, ModelVersion prepared, Mutation mutation)
    {
        await session.RequireModelAsync(prepared.Model);
        var revision = await ChangeLog.NextRevisionAsync(session);
        var version = prepared with
        {
            Number = await session.TakeVersionNumberAsync(prepared.Model),
            Uid = Guid.NewGuid().ToString("D"),
            CreateTime = clock.GetStorableNow(),
            Revision = revision,
            CreateRevision = revision,
        };
        await session.InsertVersionAsync(version);
        // Once more, now that the collector waits for this write: what it took away since is found out here.
        RequireBlobs(version);
        await changes.AppendAsync(
            session,
            new Change(ChangeKind.Created, version.Name, version.CreateTime) { ModelVersion = version },
            mutation, beforeEtag: "");
        return version;
    }

    private void RequireBlobs(ModelVersion version)
    {
        var checks = new FieldChecks();
        var missing = new List<Sha256Digest>();
        for (var i = 0; i < version.Files.Count; i++)
        {
            RequireBlob(version.Files[i].Sha256, version.Files[i].SizeBytes, $"model_version.files[{i}].size_bytes");
        }

        if (version.BaselineProfileSha256.Length > 0)
        {
            RequireBlob(
                version.BaselineProfileSha256, version.BaselineProfileSizeBytes, "model_version.baseline_profile_size_bytes");
        }

        checks.ThrowIfAny();
        if (missing.Count > 0)
        {
            throw RegistryErrors.BlobMissing(missing);
        }

        void RequireBlob(string sha256, long sizeBytes, string field)
        {
            var digest = Sha256Digest.Parse(sha256);
            if (artifacts.TryKeep(digest, sizeBytes))
            {
                return;
            }

            if (artifacts.FindSize(digest) is { } stored)
            {
                checks.Require(holds: false, field, $"The blob {digest} has {stored} bytes, got {sizeBytes}.");
                return;
            }

            missing.Add(digest);
        }
    }
}
