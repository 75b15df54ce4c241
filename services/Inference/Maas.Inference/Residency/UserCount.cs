namespace Maas.Inference.Residency;

/// <summary>
/// Counts who is inside something that lives until its owner retires it and the last one inside has left. Thread-safe.
/// </summary>
/// <param name="ended">Called once, by whoever left last.</param>
internal sealed class UserCount(Action ended)
{
    // Those inside, plus one for the owner until it retires.
    private int _references = 1;
    private int _retired;

    /// <summary>How many are inside.</summary>
    // In this order: whoever finds the owner's reference gone finds the mark too, which is set before.
    public int Value
    {
        get
        {
            var references = Volatile.Read(ref _references);
            return references - (Volatile.Read(ref _retired) == 0 ? 1 : 0);
        }
    }

    /// <summary>Enters.</summary>
    /// <returns>False when it is over already.</returns>
    public bool TryEnter()
    {
        var references = Volatile.Read(ref _references);
        while (references > 0)
        {
            var seen = Interlocked.CompareExchange(ref _references, references + 1, references);
            if (seen == references)
            {
                return true;
            }

            references = seen;
        }

        return false;
    }

    /// <summary>Leaves.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref _references) == 0)
        {
            ended();
        }
    }

    /// <summary>The owner leaves; again does nothing.</summary>
    public void Retire()
    {
        if (Interlocked.Exchange(ref _retired, 1) == 0)
        {
            Leave();
        }
    }
}
