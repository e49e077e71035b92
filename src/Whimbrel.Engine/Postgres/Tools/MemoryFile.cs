using System.Runtime.InteropServices;
using System.Text;

namespace Whimbrel.Engine.Postgres.Tools;

/// <summary>A file in memory that only our user can read, and that is gone with our process: how a child gets a password.</summary>
internal sealed partial class MemoryFile : IDisposable
{
    private const int OwnerOnly = 0b110_000_000;

    private readonly int _handle;

    /// <exception cref="IOException">When the kernel refuses.</exception>
    public MemoryFile(string name, string text)
    {
        _handle = Create(name, 0);
        var bytes = Encoding.UTF8.GetBytes(text);
        if (_handle < 0 || ChangeMode(_handle, OwnerOnly) != 0 || Write(_handle, bytes, bytes.Length) != bytes.Length)
        {
            throw new IOException($"a file in memory could not be made (errno {Marshal.GetLastPInvokeError()})");
        }
    }

    /// <summary>Where a child of ours opens it.</summary>
    public string Path => $"/proc/{Environment.ProcessId}/fd/{_handle}";

    public void Dispose() => _ = Close(_handle);

    [LibraryImport("libc", EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Create(string name, uint flags);

    [LibraryImport("libc", EntryPoint = "fchmod", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ChangeMode(int handle, uint mode);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Write(int handle, byte[] bytes, nint count);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int handle);
}
