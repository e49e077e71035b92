namespace Whimbrel.Engine.Offsite;

/// <summary>A copy of a backup in one file.</summary>
internal sealed class OffsiteFileCopy : OffsiteCopy
{
    private IUpload? _upload;

    /// <inheritdoc cref="OffsiteCopy"/>
    public OffsiteFileCopy(IOffsitePlace place, string name, TimeSpan patience)
        : base(place, name, patience) => TryBegin(() => _upload = place.Begin(Partial));

    /// <summary>Sends the next bytes, and waits no longer than the patience lasts.</summary>
    public Task SendAsync(ReadOnlyMemory<byte> bytes) => _upload is null ? Task.CompletedTask : TryAsync(() => _upload.WriteAsync(bytes).WaitAsync(Patience));

    protected override void Stop()
    {
        _upload?.Dispose();
        _upload = null;
    }

    protected override Task EndUploadAsync(CancellationToken ct) => _upload!.EndAsync(ct);

    protected override Task<string> HashThereAsync(CancellationToken ct) => Place.HashAsync(Partial, ct);
}
