using System.Formats.Tar;

namespace Whimbrel.Engine.Offsite;

/// <summary>A folder as one stream, which tar unpacks on the other side: a connection for each file would take longer than the files.</summary>
internal sealed class SshFolderUpload : IFolderUpload
{
    private readonly ChildProcess _child;
    private readonly string _host;

    // To dispose of it would write the end that tells tar that all is there.
#pragma warning disable CA2213
    private readonly TarWriter _tar;
#pragma warning restore CA2213

    public SshFolderUpload(ChildProcess child, string host) => (_child, _host, _tar) = (child, host, new TarWriter(child.Input, TarEntryFormat.Pax, leaveOpen: true));

    public async Task SendAsync(string file, Stream content)
    {
        try
        {
            await _tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, file) { DataStream = content, Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
        }
        catch (IOException)
        {
            // What the other side said of it is better than 'broken pipe'.
            await SshPlace.AssertEndedWellAsync(_child, _host, CancellationToken.None);
            throw;
        }
    }

    public async Task EndAsync(CancellationToken ct)
    {
        await _tar.DisposeAsync();
        await _child.Input.DisposeAsync();
        await SshPlace.AssertEndedWellAsync(_child, _host, ct);
    }

    /// <summary>Without the end that tar waits for.</summary>
    public void Dispose() => _child.Dispose();
}
