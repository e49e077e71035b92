namespace Whimbrel.Engine.Offsite;

/// <summary>Where copies of backups go. What goes wrong there is an <see cref="IOException"/> whose message says it.</summary>
internal interface IOffsitePlace
{
    /// <summary>Looks whether copies can be made there; changes nothing.</summary>
    Task AssertReachableAsync(CancellationToken ct);

    /// <summary>A file of it as the operator writes it.</summary>
    string Locate(string name);

    /// <summary>Begins a file there, for our user alone; one of the same name is overwritten.</summary>
    IUpload Begin(string name);

    /// <summary>Begins a folder there, for our user alone; one of the same name goes.</summary>
    IFolderUpload BeginFolder(string name);

    /// <summary>The file's SHA-256 in lower-case hex, computed there from what its disk gives.</summary>
    Task<string> HashAsync(string name, CancellationToken ct);

    /// <summary>The SHA-256 of each of a folder's files, computed there.</summary>
    Task<FolderManifest> HashFolderAsync(string name, CancellationToken ct);

    /// <summary>Of a file or a folder; one that has the new name goes.</summary>
    Task RenameAsync(string from, string to, CancellationToken ct);

    /// <summary>Takes away a file, or a folder with all that is in it; silent where there is none.</summary>
    Task RemoveAsync(string name, CancellationToken ct);
}

/// <summary>A file on its way. To dispose of it before its end is to give it up.</summary>
internal interface IUpload : IDisposable
{
    Task WriteAsync(ReadOnlyMemory<byte> bytes);

    /// <summary>Waits until the other side has all of it on its disk.</summary>
    Task EndAsync(CancellationToken ct);
}

/// <summary>A folder on its way. To dispose of it before its end is to give it up.</summary>
internal interface IFolderUpload : IDisposable
{
    /// <param name="file">Its name in the folder.</param>
    /// <param name="content">Read from its begin to its end; its place tells how much was taken.</param>
    Task SendAsync(string file, Stream content);

    /// <inheritdoc cref="IUpload.EndAsync"/>
    Task EndAsync(CancellationToken ct);
}
