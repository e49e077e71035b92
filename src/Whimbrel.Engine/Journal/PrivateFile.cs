namespace Whimbrel.Engine.Journal;

/// <summary>Files that only our user may read, replaced as a whole.</summary>
public static class PrivateFile
{
    /// <summary>Writes beside, syncs, renames: a reader sees the old or the new file, never a part.</summary>
    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        var partial = path + ".partial";
        using (var file = new FileStream(partial, new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }

        File.Move(partial, path, overwrite: true);
        FileSync.Folder(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }
}
