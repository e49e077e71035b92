using System.Text.RegularExpressions;

namespace Whimbrel.Engine.Offsite;

/// <summary>A folder on another machine, reached by the operator's own ssh: it must not ask anything.</summary>
/// <param name="program">ssh, with options where it needs some.</param>
internal sealed partial class SshPlace(IReadOnlyList<string> program, string host, string folder) : IOffsitePlace
{
    private static readonly Dictionary<string, string?> _environment = new(StringComparer.Ordinal) { ["LC_ALL"] = "C.UTF-8" };

    public async Task AssertReachableAsync(CancellationToken ct)
    {
        const string Yes = "writable";
        if ((await RunAsync($"if test -d {RemoteShell.Quote(folder)} && test -w {RemoteShell.Quote(folder)}; then echo {Yes}; fi", ct)).Trim() != Yes)
        {
            throw new IOException($"{folder} on {host} is no folder that can be written");
        }
    }

    public string Locate(string name) => $"{host}:{PathOf(name)}";

    public IUpload Begin(string name) => new Upload(Start($"umask 077 && cat > {Quoted(name)} && {{ sync -- {Quoted(name)} 2>/dev/null || sync; }}", hasInput: true), host);

    public IFolderUpload BeginFolder(string name) => new SshFolderUpload(
        Start($"umask 077 && rm -rf -- {Quoted(name)} && mkdir -- {Quoted(name)} && tar -xf - -C {Quoted(name)} && {{ sync -f {Quoted(name)} 2>/dev/null || sync; }}", hasInput: true), host);

    public async Task<string> HashAsync(string name, CancellationToken ct)
    {
        // By redirection: a path with odd characters changes how sha256sum writes its answer.
        var answer = await RunAsync($"sha256sum < {Quoted(name)}", ct);
        return Hash().Match(answer) is { Success: true } match ? match.Value : throw new IOException($"{host} answered '{answer.Trim()}' where sha256sum's answer was awaited");
    }

    public async Task<FolderManifest> HashFolderAsync(string name, CancellationToken ct)
    {
        var answer = await RunAsync($"cd -- {Quoted(name)} && find . ! -name . -exec sha256sum -- {{}} +", ct);
        try
        {
            return FolderManifest.Parse(answer);
        }
        catch (FormatException e)
        {
            throw new IOException($"{host} answered in {PathOf(name)} what sha256sum does not: {e.Message}", e);
        }
    }

    // mv would put a folder into the one that has the name.
    public Task RenameAsync(string from, string to, CancellationToken ct) => RunAsync($"if test -d {Quoted(to)}; then rm -rf -- {Quoted(to)}; fi && mv -f -- {Quoted(from)} {Quoted(to)}", ct);

    public Task RemoveAsync(string name, CancellationToken ct) => RunAsync($"rm -rf -- {Quoted(name)}", ct);

    internal static async Task AssertEndedWellAsync(ChildProcess child, string host, CancellationToken ct)
    {
        var (exitCode, errors) = await child.EndAsync(ct);
        if (exitCode != 0)
        {
            throw new IOException($"ssh {host} ended with {exitCode}{(errors.Length > 0 ? ": " + errors.Split('\n')[^1].Trim() : "")}");
        }
    }

    private string PathOf(string name) => folder.EndsWith('/') ? folder + name : $"{folder}/{name}";

    private string Quoted(string name) => RemoteShell.Quote(PathOf(name));

    private async Task<string> RunAsync(string command, CancellationToken ct)
    {
        using var child = Start(command, hasInput: false);
        using var reader = new StreamReader(child.Output);
        var answer = await reader.ReadToEndAsync(ct);
        await AssertEndedWellAsync(child, host, ct);
        return answer;
    }

    // Without a password, and with an end when nobody answers any more.
    private ChildProcess Start(string command, bool hasInput) => ChildProcess.Start(
        [.. program, "-o", "BatchMode=yes", "-o", "ConnectTimeout=10", "-o", "ServerAliveInterval=10", "-o", "ServerAliveCountMax=3", "--", host, command],
        _environment,
        hasInput);

    [GeneratedRegex("^[0-9a-f]{64}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Hash();

    private sealed class Upload(ChildProcess child, string host) : IUpload
    {
        public async Task WriteAsync(ReadOnlyMemory<byte> bytes)
        {
            try
            {
                await child.Input.WriteAsync(bytes);
            }
            catch (IOException)
            {
                // What the other side said of it is better than 'broken pipe'.
                await AssertEndedWellAsync(child, host, CancellationToken.None);
                throw;
            }
        }

        public async Task EndAsync(CancellationToken ct)
        {
            await child.Input.DisposeAsync();
            await AssertEndedWellAsync(child, host, ct);
        }

        public void Dispose() => child.Dispose();
    }
}
