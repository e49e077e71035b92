using System.Runtime.InteropServices;

namespace Whimbrel.Engine;

/// <summary>Asks the kernel whether we may write into a folder, without writing.</summary>
internal static partial class FolderAccess
{
    private const int Write = 2;
    private const int ReadOnlyFileSystem = 30;

    /// <summary>Null when we may, else why not.</summary>
    public static string? WhyNotWritable(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return "there is no such folder";
        }

        return WhyNotWritableFile(folder);
    }

    /// <summary>The same of a file that exists.</summary>
    public static string? WhyNotWritableFile(string path)
    {
        if (Access(path, Write) == 0)
        {
            return null;
        }

        return Marshal.GetLastPInvokeError() == ReadOnlyFileSystem ? "its file system is read-only" : "our user may not write there";
    }

    [LibraryImport("libc", EntryPoint = "access", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Access(string path, int mode);
}
