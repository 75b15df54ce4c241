using Maas.Digests;
using Maas.Errors;
using Maas.Onnx.Reading;
using Maas.Paging;
using Maas.Registry.Artifacts;
using Maas.Registry.Changes;
using Maas.Registry.Models;
using Maas.Storage.Blobs;
using Maas.Storage.Database;

namespace Maas.Registry.Versions;

/// <summary>Creates and reads immutable versions. Thread-safe.</summary>
internal sealed class VersionCatalog(
    RegistryLedger ledger, ChangeLog changes, ArtifactStore artifacts, TimeProvider clock)
{
    /// <exception cref="MaasException"><c>RESOURCE_NOT_FOUND</c>.</exception>
    public Task<ModelVersion> GetAsync(string name, CancellationToken cancellationToken)
    {
        var (model, number) = RegistryNames.ParseVersion(name, "name");
        return ledger.ReadAsync(session => session.GetVersionAsync(model, number), cancellationToken);
    }

    /// <summary>Highest number first.</summary>
    /// <exception cref="MaasException"><c>RESOURCE_NOT_FOUND</c>: no such model.</exception>
    public Task<Page<ModelVersion>> ListAsync(
        string parent, int pageSize, string pageToken, CancellationToken cancellationToken)
    {
        var model = RegistryNames.ParseModel(parent, "parent");
        var page = PageRequest.Parse(pageSize, pageToken, $"{parent}/versions");
        return ledger.ReadAsync(
            async session =>
            {
                await session.RequireModelAsync(model);
                return await session.ListVersionsAsync(model, page);
            },
            cancellationToken);
    }

    /// <summary>Creates the next version of a model from files that are stored already.</summary>
    /// <exception cref="MaasException">
    /// <c>RESOURCE_NOT_FOUND</c>, <c>INVALID_FIELD</c>, <c>BLOB_MISSING</c>, <c>BLOB_CORRUPT</c>,
    /// <c>MODEL_INVALID</c>, <c>SIGNATURE_MISMATCH</c>.
    /// </exception>
    public async Task<ModelVersion> CreateAsync(
        string parent, ModelVersion values, Mutation mutation, CancellationToken cancellationToken)
    {
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
        RequireBlobs(values, checks);
        var signature = SignatureReader.Read(ReadGraph(values), values.Signature);
        GoldenRules.Check(values.GoldenExamples, signature, checks);
        checks.ThrowIfAny();

        var prepared = values with
        {
            Model = model,
            State = ModelVersionState.Ready,
            ManifestDigest = Manifest.DigestOf(values.Files).Hex,
            Signature = signature,
        };
        return await ledger.WriteAsync(mutation, session => InsertAsync(session, prepared, mutation), cancellationToken);
    }

    private async Task<ModelVersion> InsertAsync(DatabaseSession session, ModelVersion prepared, Mutation mutation)
    {
        var version = prepared with
        {
            Number = await session.TakeVersionNumberAsync(prepared.Model),
            Uid = Guid.NewGuid().ToString("D"),
            CreateTime = clock.GetStorableNow(),
            Revision = await ChangeLog.NextRevisionAsync(session),
        };
        await session.InsertVersionAsync(version);
        await changes.AppendAsync(
            session,
            new Change(ChangeKind.Created, version.Name, version.CreateTime) { ModelVersion = version },
            mutation);
        return version;
    }

    private void RequireBlobs(ModelVersion version, FieldChecks checks)
    {
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
            if (artifacts.FindSize(digest) is not { } size)
            {
                missing.Add(digest);
                return;
            }

            checks.Require(size == sizeBytes, field, $"The blob {digest} has {size} bytes, got {sizeBytes}.");
        }
    }

    /// <summary>Reads the blob to its end, so its digest is checked once more.</summary>
    private OnnxGraph ReadGraph(ModelVersion version)
    {
        var file = version.Files.First(file => file.Path == FileRules.ModelPath);
        try
        {
            using var content = artifacts.OpenRead(Sha256Digest.Parse(file.Sha256));
            return OnnxGraph.Read(content);
        }
        catch (OnnxFormatException e)
        {
            throw RegistryErrors.ModelInvalid(file.Path, e.Message);
        }
        catch (BlobCorruptException e)
        {
            throw RegistryErrors.BlobCorrupt(e);
        }
    }
}
