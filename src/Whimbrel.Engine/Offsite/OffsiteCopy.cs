using System.Security.Cryptography;
using Whimbrel.Engine.Settings;
using Whimbrel.Engine.Steps.Backup;

namespace Whimbrel.Engine.Offsite;

/// <summary>
/// Sends a file to another place while it is being written. It stands there under an unfinished name until its hash, computed there, is that of what was
/// written here.
/// </summary>
internal sealed class OffsiteCopy(OffsitePlace place, TimeSpan patience)
{
    private const string Unfinished = ".partial";

    private static readonly IReadOnlyDictionary<string, string?> _environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["LC_ALL"] = "C.UTF-8" };

    /// <param name="sha256">What the writer has made of the bytes; known when the file is whole.</param>
    /// <returns>Where it stands.</returns>
    /// <exception cref="OperatorException">When it could not be sent, or is not the same there; nothing is left but an unfinished file.</exception>
    internal Task<string> SendAsync(FollowedFile file, string name, Task<string> sha256, CancellationToken ct) =>
        place.Host is null ? ToFolderAsync(file, name, sha256, ct) : ThroughSshAsync(file, name, sha256, ct);

    /// <summary>The hash of a file that stands there, computed there; null where there is none.</summary>
    internal async Task<string?> HashThereAsync(string name, CancellationToken ct)
    {
        if (place.Host is null)
        {
            var path = Path.Combine(place.Folder, name);
            return File.Exists(path) ? await HashAsync(path, ct) : null;
        }

        var (exitCode, output, _) = await SshAsync($"sha256sum < {ShellQuote.Of(place.RemotePath(name))}", TimeSpan.FromHours(12), ct);
        return exitCode == 0 ? output.Split(' ')[0] : null;
    }

    private async Task<string> ToFolderAsync(FollowedFile file, string name, Task<string> sha256, CancellationToken ct)
    {
        var path = Path.Combine(place.Folder, name);
        try
        {
            await using (var copy = ArchiveWriter.Create(path + Unfinished))
            {
                await file.ReadAsync(part => InTimeAsync(token => copy.WriteAsync(part, token).AsTask(), ct), ct);
                RandomAccess.FlushToDisk(copy.SafeFileHandle);
            }

            AssertSame(await sha256, await HashAsync(path + Unfinished, ct));
            File.Move(path + Unfinished, path, overwrite: true);
            return path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed(e.Message, e);
        }
    }

    private async Task<string> ThroughSshAsync(FollowedFile file, string name, Task<string> sha256, CancellationToken ct)
    {
        var (path, unfinished) = (ShellQuote.Of(place.RemotePath(name)), ShellQuote.Of(place.RemotePath(name) + Unfinished));
        using (var ssh = ChildProcess.Start(Command($"umask 077 && cat > {unfinished} && sync {unfinished}"), _environment, hasInput: true))
        {
            try
            {
                await file.ReadAsync(part => InTimeAsync(token => ssh.Input.WriteAsync(part, token).AsTask(), ct), ct);
                await ssh.Input.DisposeAsync();
            }
            catch (IOException e)
            {
                var (code, said) = await ssh.EndAsync(ct);
                throw Failed($"ssh ended with {code}: {said}", e);
            }

            var (exitCode, errors) = await ssh.EndAsync(ct);
            if (exitCode != 0)
            {
                throw Failed($"ssh ended with {exitCode}: {errors}", null);
            }
        }

        AssertSame(await sha256, await HashThereAsync(name + Unfinished, ct) ?? "unknown");
        var (moved, _, why) = await SshAsync($"mv -f -- {unfinished} {path}", patience, ct);
        return moved == 0 ? place.Name(name) : throw Failed(why, null);
    }

    private Task<(int ExitCode, string Output, string Errors)> SshAsync(string command, TimeSpan limit, CancellationToken ct) => ChildProcess.RunAsync(Command(command), _environment, limit, ct);

    /// <summary>Nobody can be asked for a password, and a silent network ends it; everything else is the operator's own ssh configuration.</summary>
    private string[] Command(string command) =>
        ["ssh", "-o", "BatchMode=yes", "-o", "ConnectTimeout=10", "-o", "ServerAliveInterval=15", "-o", "ServerAliveCountMax=4", "--", place.Host!, command];

    /// <summary>A place that takes nothing for so long will not take the rest.</summary>
    private async Task InTimeAsync(Func<CancellationToken, Task> write, CancellationToken ct)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(ct);
        bound.CancelAfter(patience);
        try
        {
            await write(bound.Token);
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw Failed($"it took nothing for {Duration.Say(patience)}", e);
        }
    }

    private void AssertSame(string here, string there)
    {
        if (here != there)
        {
            throw Failed($"the copy there has SHA-256 {there}, and {here} was sent", null);
        }
    }

    private OperatorException Failed(string why, Exception? inner) =>
        new($"the copy to {place} failed: {why.Trim()}", $"see that {place} can be reached and written, then run the same command.", ExitCode.WentBack, inner);

    private static async Task<string> HashAsync(string path, CancellationToken ct)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous | FileOptions.SequentialScan);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, ct));
    }
}
