using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Offsite;

/// <summary>
/// A copy of an archive that is made while the archive is read back. It never fails the backup itself: its first failure is kept, and what comes
/// later is not sent.
/// </summary>
internal sealed class OffsiteCopy : IDisposable
{
    private readonly IOffsitePlace _place;
    private readonly string _name;
    private readonly TimeSpan _patience;
    private IUpload? _upload;

    /// <param name="patience">How long the other side may take nothing.</param>
    public OffsiteCopy(IOffsitePlace place, string name, TimeSpan patience)
    {
        (_place, _name, _patience) = (place, name, patience);
        Begin();
    }

    /// <summary>Why there is no copy; null as long as nothing went wrong.</summary>
    public string? Failure { get; private set; }

    public string Location => _place.Locate(_name);

    private string Partial => _name + ".partial";

    /// <summary>Sends the next bytes, and waits no longer than the patience lasts.</summary>
    public Task SendAsync(ReadOnlyMemory<byte> bytes) => _upload is null ? Task.CompletedTask : TryAsync(() => _upload.WriteAsync(bytes).WaitAsync(_patience));

    /// <summary>Gives the copy its name when its hash, computed there, is that of the archive.</summary>
    public async Task FinishAsync(string sha256, CancellationToken ct)
    {
        if (_upload is { } upload)
        {
            await TryAsync(() => EndAsync(upload, sha256, ct));
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
            await _place.RemoveAsync(Partial, CancellationToken.None).WaitAsync(_patience);
        }
        catch (Exception e) when (e is IOException or TimeoutException or OperatorException)
        {
            Failure = $"{Failure ?? "it was given up"}; {_place.Locate(Partial)} may be left there";
        }
    }

    public void Dispose()
    {
        _upload?.Dispose();
        _upload = null;
    }

    private void Begin()
    {
        try
        {
            _upload = _place.Begin(Partial);
        }
        catch (Exception e) when (e is IOException or OperatorException)
        {
            Failure = e.Message;
        }
    }

    private async Task EndAsync(IUpload upload, string sha256, CancellationToken ct)
    {
        await upload.EndAsync(ct).WaitAsync(_patience, ct);
        var there = await _place.HashAsync(Partial, ct);
        if (there != sha256)
        {
            throw new IOException($"its SHA-256 there is {there}, and here {sha256}: what was sent is not what lies there");
        }

        await _place.RenameAsync(Partial, _name, ct).WaitAsync(_patience, ct);
    }

    private async Task TryAsync(Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (TimeoutException)
        {
            Failure = $"the other side took nothing for {Duration.Say(_patience)}";
            Dispose();
        }
        catch (IOException e)
        {
            Failure = e.Message;
            Dispose();
        }
    }
}
