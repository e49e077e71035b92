namespace Whimbrel.Engine.Offsite;

/// <summary>A folder whose files go one after the other.</summary>
internal sealed class FileByFile(IOffsitePlace place, string folder) : IFolderUpload
{
    private const int BufferSize = 256 * 1024;

    // Not from the pool: a copy that was given up may still hold it.
    private readonly byte[] _buffer = new byte[BufferSize];
    private IUpload? _file;

    public async Task SendAsync(string file, Stream content)
    {
        var upload = _file = place.Begin($"{folder}/{file}");
        int read;
        while ((read = await content.ReadAsync(_buffer)) > 0)
        {
            await upload.WriteAsync(_buffer.AsMemory(0, read));
        }

        await upload.EndAsync(CancellationToken.None);
        Dispose();
    }

    public Task EndAsync(CancellationToken ct) => Task.CompletedTask;

    public void Dispose()
    {
        _file?.Dispose();
        _file = null;
    }
}
