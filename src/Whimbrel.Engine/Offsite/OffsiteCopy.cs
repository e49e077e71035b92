using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Offsite;

/// <summary>
/// A copy of a backup that is made while the backup is read back. It never fails the backup itself: its first failure is kept, and what comes
/// later is not sent.
/// </summary>
/// <param name="patience">How long the other side may take nothing.</param>
internal abstract class OffsiteCopy(IOffsitePlace place, string name, TimeSpan patience) : IDisposable
{
    /// <summary>Why there is no copy; null as long as nothing went wrong.</summary>
    public string? Failure { get; protected set; }

    public string Location => place.Locate(name);

    protected IOffsitePlace Place => place;

    protected TimeSpan Patience => patience;

    protected string Partial => name + ".partial";

    /// <summary>Gives the copy its name when its hash, computed there, is that of the backup.</summary>
    public async Task FinishAsync(string sha256, CancellationToken ct)
    {
        if (Failure is null)
        {
            await TryAsync(() => EndAsync(sha256, ct));
        }

        if (Failure is not null)
        {
            await GiveUpAsync();
        }
    }

    /// <summary>Stops sending, and takes away what arrived, if the place can still be reached.</summary>
    public async Task GiveUpAsync()
    {
        Dispose();
        try
        {
            await place.RemoveAsync(Partial, CancellationToken.None).WaitAsync(patience);
        }
        catch (Exception e) when (e is IOException or TimeoutException or OperatorException)
        {
            Failure = $"{Failure ?? "it was given up"}; {place.Locate(Partial)} may be left there";
        }
    }

    public void Dispose()
    {
        Stop();
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives up what is on its way.</summary>
    protected abstract void Stop();

    /// <summary>Waits until the other side has all of it on its disk.</summary>
    protected abstract Task EndUploadAsync(CancellationToken ct);

    /// <summary>Computed there.</summary>
    protected abstract Task<string> HashThereAsync(CancellationToken ct);

    protected void TryBegin(Action begin)
    {
        try
        {
            begin();
        }
        catch (Exception e) when (e is IOException or OperatorException)
        {
            Failure = e.Message;
        }
    }

    protected async Task TryAsync(Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (TimeoutException)
        {
            Failure = $"the other side took nothing for {Duration.Say(patience)}";
            Stop();
        }
        catch (IOException e)
        {
            Failure = e.Message;
            Stop();
        }
    }

    private async Task EndAsync(string sha256, CancellationToken ct)
    {
        await EndUploadAsync(ct).WaitAsync(patience, ct);
        var there = await HashThereAsync(ct);
        if (there != sha256)
        {
            throw new IOException($"its SHA-256 there is {there}, and here {sha256}: what was sent is not what lies there");
        }

        await place.RenameAsync(Partial, name, ct).WaitAsync(patience, ct);
    }
}
