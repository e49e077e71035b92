using System.Runtime.InteropServices;

namespace Whimbrel.Engine.Journal;

/// <summary>Makes names in a folder durable, which syncing the file alone does not.</summary>
internal static partial class FileSync
{
    private const int ReadOnlyDirectory = 0x10000;

    /// <exception cref="IOException">When the disk refuses.</exception>
    public static void Folder(string path)
    {
        var handle = Open(path, ReadOnlyDirectory);
        if (handle < 0)
        {
            throw new IOException($"{path} cannot be opened (errno {Marshal.GetLastPInvokeError()})");
        }

        var failed = Sync(handle) != 0;
        var error = Marshal.GetLastPInvokeError();
        _ = Close(handle);
        if (failed)
        {
            throw new IOException($"{path} cannot be synced to disk (errno {error})");
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Sync(int handle);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int handle);
}
