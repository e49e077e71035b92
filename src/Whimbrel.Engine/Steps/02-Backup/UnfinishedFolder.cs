using Whimbrel.Engine.Journal;

namespace Whimbrel.Engine.Steps.Backup;

/// <summary>
/// A folder that pg_dump writes into, until it gets its name. It stands within another one under a name that was never used: a pg_dump that outlived its
/// Whimbrel finds it gone, and never writes into the next one's.
/// </summary>
internal sealed class UnfinishedFolder : IDisposable
{
    private const string Mark = "writer";

    private readonly string _partial;
    private readonly FileStream _held;

    private UnfinishedFolder(string partial, FileStream held) => (_partial, _held, Path) = (partial, held, System.IO.Path.Combine(partial, Guid.NewGuid().ToString("N")));

    /// <summary>Made by pg_dump itself, for our user alone.</summary>
    public string Path { get; }

    /// <param name="partial">Whatever is left there goes.</param>
    public static UnfinishedFolder Create(string partial)
    {
        BackupFile.Delete(partial);
        Directory.CreateDirectory(partial, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new UnfinishedFolder(partial, new FileStream(System.IO.Path.Combine(partial, Mark), new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.None,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }));
    }

    /// <summary>The file that who writes into such a folder holds open; of a dump in one file it is the dump.</summary>
    public static string HeldFile(string partial) => Directory.Exists(partial) ? System.IO.Path.Combine(partial, Mark) : partial;

    /// <summary>Gives it its name, and waits until the disk has that.</summary>
    public void Name(string path)
    {
        Directory.Move(Path, path);
        FileSync.Folder(System.IO.Path.GetDirectoryName(path)!);
        Dispose();
        BackupFile.Delete(_partial);
    }

    public void Dispose() => _held.Dispose();
}
