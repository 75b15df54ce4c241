using Maas.Inference.Models;
using Maas.Inference.Residency;

namespace Maas.Inference.Sampling;

/// <summary>One version under one name: how it is held, and what of that was told already. Not thread-safe.</summary>
internal sealed class HeldState(string source, string modelVersion)
{
    private ServedModel? _model;

    // Loads of the model that are in _untold, or were told.
    private LoadTotal _collected = LoadTotal.None;
    private LoadTotal _untold = LoadTotal.None;
    private string _device = "";
    private (string Device, bool IsInMemory, long MemoryBytes)? _told;

    /// <summary>Whether anything routes to it.</summary>
    public bool IsHere => _model is not null;

    /// <summary>Whether it can run now.</summary>
    public bool IsInMemory => _model is { IsInMemory: true };

    /// <summary>Loads that were not told.</summary>
    public long UntoldLoadCount => _untold.Count + (_model is { } model ? model.Loads.Count - _collected.Count : 0);

    /// <summary>Whether it is not as it was told last, or was loaded since.</summary>
    public bool HasNews => UntoldLoadCount > 0 || (_told is { } told ? told != Now : IsInMemory);

    /// <summary>The round in which it was told last.</summary>
    public long Round { get; set; }

    /// <summary>Timestamp until which it is not told, for it was refused.</summary>
    public long PausedUntil { get; set; } = long.MinValue;

    private (string Device, bool IsInMemory, long MemoryBytes) Now =>
        _model is { IsInMemory: true } model ? (model.Device, true, model.MemoryBytes) : (_model?.Device ?? _device, false, 0);

    /// <summary>It is this one that answers, from now on.</summary>
    /// <param name="model">The version.</param>
    /// <param name="isNew">Whether nothing routed to it before; else nobody waited for the loads that it has had.</param>
    public void Hold(ServedModel model, bool isNew)
    {
        if (model != _model)
        {
            Collect();
            (_model, _collected) = (model, isNew ? LoadTotal.None : model.Loads);
        }
    }

    /// <summary>Nothing routes to it any more.</summary>
    public void LetGo()
    {
        Collect();
        (_model, _collected) = (null, LoadTotal.None);
    }

    /// <summary>Puts it into words; its loads count as told then.</summary>
    public HeldVersion Tell()
    {
        Collect();
        var now = Now;
        var told = new HeldVersion
        {
            Source = source, ModelVersion = modelVersion, Device = now.Device, MemoryBytes = now.MemoryBytes, Loads = _untold,
        };
        (_told, _untold) = (now, LoadTotal.None);
        return told;
    }

    /// <summary>What was put into words is not told after all.</summary>
    public void TakeBack(HeldVersion told)
    {
        _untold += told.Loads;
        _told = null;
    }

    private void Collect()
    {
        if (_model is { } model)
        {
            var loads = model.Loads;
            _untold += loads - _collected;
            (_collected, _device) = (loads, model.Device);
        }
    }
}
