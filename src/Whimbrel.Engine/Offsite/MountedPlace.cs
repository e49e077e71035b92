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

    public IFolderUpload BeginFolder(string name) => Guarded(() =>
    {
        Delete(name);
        Directory.CreateDirectory(Locate(name), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new FileByFile(this, name);
    });

    public async Task<string> HashAsync(string name, CancellationToken ct)
    {
        await using var file = Guarded(() => File.OpenRead(Locate(name)));
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, ct));
    }

    public Task<FolderManifest> HashFolderAsync(string name, CancellationToken ct) => Guarded(() => FolderManifest.ReadAsync(Locate(name), ct));

    public Task RenameAsync(string from, string to, CancellationToken ct) => Guarded(() =>
    {
        if (Directory.Exists(Locate(from)))
        {
            Delete(to);
            Directory.Move(Locate(from), Locate(to));
        }
        else
        {
            File.Move(Locate(from), Locate(to), overwrite: true);
        }

        return Task.CompletedTask;
    });

    public Task RemoveAsync(string name, CancellationToken ct) => Guarded(() =>
    {
        Delete(name);
        return Task.CompletedTask;
    });

    private void Delete(string name)
    {
        if (Directory.Exists(Locate(name)))
        {
            Directory.Delete(Locate(name), recursive: true);
        }
        else if (File.Exists(Locate(name)))
        {
            File.Delete(Locate(name));
        }
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
