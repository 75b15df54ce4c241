using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;

namespace Maas.Console.Layout;

/// <summary>
/// A page that looks at the services when it opens, when its address changes, and every few seconds while it is open. Looks take
/// turns: an old answer never comes after a new one.
/// </summary>
public abstract class LivePage : ComponentBase, IAsyncDisposable
{
    private readonly CancellationTokenSource _left = new();

    // Not disposed: a look that is under way when the page closes still gives its turn back.
    private readonly SemaphoreSlim _turn = new(1);
    private Task? _repeating;

    /// <summary>Made by the framework.</summary>
    protected LivePage() => Left = _left.Token;

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    [Inject]
    private IOptions<ConsoleOptions> Options { get; set; } = default!;

    /// <summary>Whether there is something to show.</summary>
    protected bool IsLoaded { get; private set; }

    /// <summary>Cancelled when nobody looks at the page any more.</summary>
    protected CancellationToken Left { get; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _left.CancelAsync();
        if (_repeating is not null)
        {
            await _repeating;
        }

        await StopAsync();
        _left.Dispose();
    }

    /// <summary>Asks the services, and keeps their answers.</summary>
    protected abstract Task LoadAsync(CancellationToken cancellationToken);

    /// <summary>Waits for whatever else the page has begun; <see cref="Left"/> is cancelled by then.</summary>
    protected virtual Task StopAsync() => Task.CompletedTask;

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        await ReloadAsync();
        _repeating ??= RepeatAsync();
    }

    /// <summary>Looks now.</summary>
    protected async Task ReloadAsync()
    {
        try
        {
            await _turn.WaitAsync(Left);
            try
            {
                await LoadAsync(Left);
                IsLoaded = true;
            }
            finally
            {
                _turn.Release();
            }
        }
        catch (OperationCanceledException) when (Left.IsCancellationRequested)
        {
            // Nobody is there to see it.
        }
    }

    private async Task RepeatAsync()
    {
        try
        {
            using var timer = new PeriodicTimer(Options.Value.RefreshInterval, Clock);
            while (await timer.WaitForNextTickAsync(Left))
            {
                await ReloadAsync();
                StateHasChanged();
            }
        }
        catch (OperationCanceledException) when (Left.IsCancellationRequested)
        {
            // The page is closed.
        }
        catch (Exception bug)
        {
            await DispatchExceptionAsync(bug);
        }
    }
}
