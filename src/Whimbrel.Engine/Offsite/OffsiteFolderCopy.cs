namespace Whimbrel.Engine.Offsite;

/// <summary>A copy of a backup that is a folder.</summary>
internal sealed class OffsiteFolderCopy : OffsiteCopy
{
    private IFolderUpload? _upload;

    /// <inheritdoc cref="OffsiteCopy"/>
    public OffsiteFolderCopy(IOffsitePlace place, string name, TimeSpan patience)
        : base(place, name, patience) => TryBegin(() => _upload = place.BeginFolder(Partial));

    /// <summary>Sends a file, and waits as long as the other side takes something of it.</summary>
    public Task SendAsync(string file, Stream content) => _upload is null ? Task.CompletedTask : TryAsync(() => SendAsync(_upload, file, content));

    protected override void Stop()
    {
        _upload?.Dispose();
        _upload = null;
    }

    protected override Task EndUploadAsync(CancellationToken ct) => _upload!.EndAsync(ct);

    protected override async Task<string> HashThereAsync(CancellationToken ct) => (await Place.HashFolderAsync(Partial, ct)).Sha256;

    private async Task SendAsync(IFolderUpload upload, string file, Stream content)
    {
        var sending = upload.SendAsync(file, content);
        while (true)
        {
            var taken = content.Position;
            try
            {
                await sending.WaitAsync(Patience);
                return;
            }
            catch (TimeoutException) when (content.Position > taken)
            {
                // It is a large file, and goes on.
                continue;
            }
        }
    }
}
