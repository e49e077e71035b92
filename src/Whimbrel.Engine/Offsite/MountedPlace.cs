using System.Security.Cryptography;

namespace Whimbrel.Engine.Offsite;

/// <summary>A folder that is another machine's, mounted here.</summary>
internal sealed class MountedPlace(string folder) : IOffsitePlace
{
    public Task AssertReachableAsync(CancellationToken ct) => FolderAccess.WhyNotWritable(folder) is { } why ? throw new IOException($"{folder} cannot be written: {why}") : Task.CompletedTask;

    public string Locate(string name) => Path.Combine(folder, name);

    public IUpload Begin(string name) => Guarded(() => new Upload(new FileStream(Locate(name), new FileStreamOptions
    {
        Mode = FileMode.Create,
        Access = FileAccess.Write,
        BufferSize = 0,
        Options = FileOptions.Asynchronous,
        UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
    })));

    public async Task<string> HashAsync(string name, CancellationToken ct)
    {
        await using var file = Guarded(() => File.OpenRead(Locate(name)));
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, ct));
    }

    public Task RenameAsync(string from, string to, CancellationToken ct)
    {
        Guarded(() => { File.Move(Locate(from), Locate(to), overwrite: true); return 0; });
        return Task.CompletedTask;
    }

    public Task RemoveAsync(string name, CancellationToken ct)
    {
        if (File.Exists(Locate(name)))
        {
            Guarded(() => { File.Delete(Locate(name)); return 0; });
        }

        return Task.CompletedTask;
    }

    private static T Guarded<T>(Func<T> act)
    {
        try
        {
            return act();
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    private sealed class Upload(FileStream file) : IUpload
    {
        public Task WriteAsync(ReadOnlyMemory<byte> bytes) => file.WriteAsync(bytes).AsTask();

        public Task EndAsync(CancellationToken ct) => Task.Run(() => { RandomAccess.FlushToDisk(file.SafeFileHandle); file.Dispose(); }, ct);

        public void Dispose() => file.Dispose();
    }
}
