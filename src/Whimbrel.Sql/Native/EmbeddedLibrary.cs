using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Whimbrel.Sql.Native;

/// <summary>Loads libpg_query from the assembly's resource through memory, so that nothing is written to a disk.</summary>
internal static partial class EmbeddedLibrary
{
    private const uint CloseOnExec = 1;

    internal static nint Load()
    {
        using var resource = typeof(EmbeddedLibrary).Assembly.GetManifestResourceStream(PgQuery.Library)
            ?? throw new DllNotFoundException($"{PgQuery.Library} is not embedded in this program");
        var descriptor = CreateMemoryFile("whimbrel-libpg_query", CloseOnExec);
        if (descriptor < 0)
            throw new DllNotFoundException($"memfd_create failed: {Marshal.GetLastPInvokeErrorMessage()}");

        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        using var file = new FileStream(handle, FileAccess.Write);
        resource.CopyTo(file);
        file.Flush();
        return NativeLibrary.Load(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{descriptor}"));
    }

    [LibraryImport("libc", EntryPoint = "memfd_create", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int CreateMemoryFile(string name, uint flags);
}
