using System.Globalization;

namespace Whimbrel.Testing;

/// <summary>A file system of its own in memory, of a few megabytes or read-only; gone with the test. Mounting needs root.</summary>
public sealed class SmallDisk : IAsyncDisposable
{
    private SmallDisk(string folder) => Folder = folder;

    public string Folder { get; }

    /// <param name="folder">A folder that exists; the disk covers it.</param>
    public static async Task<SmallDisk> MountAsync(string folder, int kilobytes)
    {
        await Command.MustAsync(["mount", "-t", "tmpfs", "-o", $"size={kilobytes.ToString(CultureInfo.InvariantCulture)}k,mode=755", "tmpfs", folder]);
        return new SmallDisk(folder);
    }

    public Task MakeReadOnlyAsync() => Command.MustAsync(["mount", "-o", "remount,ro", Folder]);

    public Task GrowAsync(int kilobytes) => Command.MustAsync(["mount", "-o", $"remount,size={kilobytes.ToString(CultureInfo.InvariantCulture)}k", Folder]);

    /// <summary>A server may have files open on it until it ends: the disk goes with the last of them.</summary>
    public async ValueTask DisposeAsync() => await Command.MustAsync(["umount", "--lazy", Folder]);
}
