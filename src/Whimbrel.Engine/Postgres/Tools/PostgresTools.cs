using System.Globalization;
using System.Text.RegularExpressions;

namespace Whimbrel.Engine.Postgres.Tools;

/// <summary>pg_dump, pg_restore and their like of the server's own major: a newer pg_dump can write what its server cannot restore, an older one refuses.</summary>
public sealed partial class PostgresTools
{
    /// <summary>What a shell says of a program that is not there.</summary>
    private const int NotFound = 127;

    private static readonly TimeSpan _toSayVersion = TimeSpan.FromSeconds(10);
    private static readonly Dictionary<string, string> _noVariables = new(StringComparer.Ordinal);

    private readonly IToolPlace _place;

    private PostgresTools(IToolPlace place, string version) => (_place, Version) = (place, version);

    /// <summary>Of pg_dump, as <c>15.8</c>.</summary>
    public string Version { get; }

    /// <summary>Their folder on this machine; null for those in a container.</summary>
    public string? Folder => (_place as LocalTools)?.Folder;

    /// <summary>Those for what is streamed: in the server's own container where it is reached through one, else on this machine.</summary>
    /// <exception cref="OperatorException">When there is none of this major; it names what was found.</exception>
    public static async Task<PostgresTools> FindAsync(ServerAddress address, int major, CancellationToken ct) =>
        await FindInContainerAsync(address, major, ct) ?? await FindHereAsync(address, major, ct);

    /// <summary>Those for files of this machine, which several jobs read at once: on this machine where they are, else in the server's own container.</summary>
    /// <inheritdoc cref="FindAsync"/>
    public static async Task<PostgresTools> FindForFilesAsync(ServerAddress address, int major, CancellationToken ct)
    {
        try
        {
            return await FindHereAsync(address, major, ct);
        }
        catch (OperatorException) when (address.Tunnel is not null)
        {
            return await FindInContainerAsync(address, major, ct) ?? throw Missing(address, major);
        }
    }

    /// <summary>Those of this machine: in <c>database.tools</c> alone where it is set, else in the folders of the usual packages and in PATH.</summary>
    /// <inheritdoc cref="FindAsync"/>
    public static async Task<PostgresTools> FindHereAsync(ServerAddress address, int major, CancellationToken ct)
    {
        var folders = address.ToolsFolder is { } folder ? [folder] : UsualFolders(major).ToList();
        var others = new List<string>();
        foreach (var place in folders.Select(f => new LocalTools(f)).Where(p => File.Exists(p.Say("pg_dump")) && File.Exists(p.Say("pg_restore"))))
        {
            var (tools, found) = await TryAsync(place, major, ct);
            if (tools is not null)
            {
                return tools;
            }

            others.Add($"{place.Say("pg_dump")} is {found}");
        }

        throw others.Count == 0 ? Missing(address, major) : new OperatorException(
            $"pg_dump of another major: the server is {major}, {string.Join(", ", others)}; nothing was changed", HowToInstall(major));
    }

    /// <summary>A program, for people.</summary>
    public string Say(string program) => _place.Say(program);

    /// <inheritdoc cref="IToolPlace.StartAsync"/>
    public Task<IProgram> StartAsync(string program, IReadOnlyList<string> arguments, ServerAddress? server, CancellationToken ct, bool hasInput = false, IReadOnlyDictionary<string, string>? variables = null) =>
        _place.StartAsync(program, arguments, server, variables ?? _noVariables, hasInput, ct);

    /// <summary>Runs a program to its end.</summary>
    public Task<(int ExitCode, string Output, string Errors)> RunAsync(string program, IReadOnlyList<string> arguments, ServerAddress? server, TimeSpan limit, CancellationToken ct) =>
        ProgramOutput.ReadAsync(bound => StartAsync(program, arguments, server, bound), Say(program), limit, ct);

    /// <summary>Starts pg_restore on an archive; a program that cannot open it gets it as its input.</summary>
    public async Task<IProgram> StartRestoreAsync(IReadOnlyList<string> arguments, string archive, ServerAddress? server, CancellationToken ct, IReadOnlyDictionary<string, string>? variables = null)
    {
        if (_place.SeesFiles)
        {
            return await StartAsync("pg_restore", [.. arguments, archive], server, ct, variables: variables);
        }

        if (Directory.Exists(archive))
        {
            throw new OperatorException($"{archive} is a folder, which {Say("pg_restore")} cannot be given; nothing was changed", $"install PostgreSQL's client programs of its major on this machine (database.tools).");
        }

        var file = new FileStream(archive, new FileStreamOptions { BufferSize = 0, Options = FileOptions.Asynchronous | FileOptions.SequentialScan });
        try
        {
            return new FedProgram(await StartAsync("pg_restore", arguments, server, ct, hasInput: true, variables), file);
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    /// <summary>An archive's table of contents.</summary>
    public Task<(int ExitCode, string Output, string Errors)> ListAsync(string archive, CancellationToken ct) =>
        ProgramOutput.ReadAsync(bound => StartRestoreAsync(["--list"], archive, server: null, bound), Say("pg_restore"), TimeSpan.FromMinutes(2), ct);

    /// <summary>How many jobs pg_restore can use at most: what it gets as its input is read once.</summary>
    public int Jobs(int wanted) => _place.SeesFiles ? wanted : 1;

    internal static IEnumerable<string> UsualFolders(int major) =>
        new[] { $"/usr/lib/postgresql/{major}/bin", $"/usr/pgsql-{major}/bin", $"/usr/local/pgsql/bin" }
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries))
            .Distinct(StringComparer.Ordinal);

    /// <returns>Null where the container has none of this major, or something of this machine is asked for: its programs, or its certificate.</returns>
    private static async Task<PostgresTools?> FindInContainerAsync(ServerAddress address, int major, CancellationToken ct) =>
        address is { Tunnel: { } tunnel, ToolsFolder: null, SslRootCertificate: null }
            ? (await TryAsync(new ContainerTools(await tunnel.FindAsync(ct)), major, ct)).Tools
            : null;

    private static async Task<(PostgresTools? Tools, string Found)> TryAsync(IToolPlace place, int major, CancellationToken ct)
    {
        var (dump, restore) = (await VersionAsync(place, "pg_dump", ct), await VersionAsync(place, "pg_restore", ct));
        return (MajorOf(dump) == major && MajorOf(restore) == major ? new PostgresTools(place, dump) : null, dump);
    }

    private static async Task<string> VersionAsync(IToolPlace place, string program, CancellationToken ct)
    {
        var (exitCode, output, _) = await ProgramOutput.ReadAsync(bound => place.StartAsync(program, ["--version"], null, _noVariables, hasInput: false, bound), place.Say(program), _toSayVersion, ct);
        return exitCode == NotFound ? "not there" : VersionNumber().Match(output) is { Success: true } match ? match.Value : output.Trim();
    }

    private static OperatorException Missing(ServerAddress address, int major) => new(
        $"pg_dump and pg_restore {major} are missing (looked in {(address.ToolsFolder is { } folder ? folder : string.Join(", ", UsualFolders(major)))}{(address.Tunnel is null ? "" : " and in the server's container")}); nothing was changed",
        HowToInstall(major));

    private static string HowToInstall(int major) => $"install them (Debian: apt-get install postgresql-client-{major}), or set database.tools to their folder.";

    private static int MajorOf(string version) =>
        int.TryParse(version.Split('.', ' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major) ? major : 0;

    [GeneratedRegex(@"[0-9]+(\.[0-9]+)?", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex VersionNumber();
}
