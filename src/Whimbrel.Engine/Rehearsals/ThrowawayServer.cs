using System.Diagnostics;
using System.Text;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Postgres;

namespace Whimbrel.Engine.Rehearsals;

/// <summary>
/// A PostgreSQL server of our own, for one rehearsal. It is reached through a socket in a folder that nobody else may enter, and listens on no address.
/// Its folder is written down before it is made: what a killed process left behind is removed by the next one.
/// </summary>
internal sealed class ThrowawayServer : ICopyPlace
{
    private static readonly bool _isRoot = Environment.UserName == "root";

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private readonly ServerPrograms _programs;
    private readonly string _folder;
    private readonly string _note;
    private long _readOfLog;
    private long _temporaryFiles;

    private ThrowawayServer(ServerPrograms programs, string folder, string note) => (_programs, _folder, _note) = (programs, folder, note);

    public ServerAddress ForRestore => Address("template1", CopyServer.Superuser);

    public IReadOnlyList<string> RestoreOptions { get; } = ["--create"];

    public ServerAddress AsSuperuser => As(CopyServer.Superuser);

    /// <summary>The name of the database that is restored.</summary>
    private string Name { get; init; } = "";

    /// <summary>Every user is let in, as only we get to the socket.</summary>
    public ServerAddress As(string user) => Address(Name, user);

    private string Data => Path.Combine(_folder, "data");

    private string Log => Path.Combine(_folder, "server.log");

    /// <param name="notes">The folder in which it is written down which servers there are.</param>
    /// <param name="place">The folder in which its own is made; with room for the data.</param>
    /// <param name="name">That of the database which will be restored.</param>
    internal static async Task<ThrowawayServer> StartAsync(ServerPrograms programs, string notes, string place, Production production, string name, CancellationToken ct)
    {
        Directory.CreateDirectory(notes, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await SweepAsync(notes, ct);
        var own = $"whimbrel-rehearsal-{Guid.NewGuid():N}";
        var (folder, note) = (Path.Combine(place, own), Path.Combine(notes, own));
        PrivateFile.Write(note, Encoding.UTF8.GetBytes($"{CopyCheck.Ourselves}\n{folder}\n{programs.Folder}\n"));
        var server = new ThrowawayServer(programs, folder, note) { Name = name };
        try
        {
            await server.MakeAsync(production, ct);
            await CopyServer.PrepareAsync(server.ForRestore, production, ct);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends and removes what processes of ours left that were killed.</summary>
    /// <returns>How many there were.</returns>
    internal static async Task<int> SweepAsync(string notes, CancellationToken ct)
    {
        if (!Directory.Exists(notes))
        {
            return 0;
        }

        var swept = 0;
        foreach (var note in Directory.EnumerateFiles(notes))
        {
            var lines = await File.ReadAllLinesAsync(note, ct);
            if (lines is [var owner, ['/', ..] folder, var programs, ..] && !CopyCheck.Lives(owner))
            {
                await new ThrowawayServer(new ServerPrograms(programs), folder, note).DisposeAsync();
                swept++;
            }
        }

        return swept;
    }

    /// <summary>The bytes of all temporary files so far: the server writes a line for each before the statement has ended.</summary>
    public long? TemporaryFiles()
    {
        using var log = new FileStream(Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        log.Position = _readOfLog;
        using var reader = new StreamReader(log, Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            _temporaryFiles += CopyServer.TemporaryBytes(line);
        }

        _readOfLog = log.Position;
        return _temporaryFiles;
    }

    public async ValueTask DisposeAsync()
    {
        var clock = Stopwatch.StartNew();
        while (!await TryRemoveAsync())
        {
            if (clock.Elapsed > _patience)
            {
                throw new OperatorException($"the rehearsal's folder {_folder} cannot be removed: somebody still writes into it", $"end who does ('fuser -v {_folder}'), then run the same command: it removes it.");
            }

            await Task.Delay(100);
        }

        File.Delete(_note);
    }

    /// <summary>A killed process may have left an initdb or a pg_ctl that goes on for a while.</summary>
    private async Task<bool> TryRemoveAsync()
    {
        if (File.Exists(Path.Combine(Data, "postmaster.pid")))
        {
            await RunAsync(["pg_ctl", "-D", Data, "-m", "immediate", "-w", "-t", "30", "stop"], CancellationToken.None);
        }

        try
        {
            if (Directory.Exists(_folder))
            {
                Directory.Delete(_folder, recursive: true);
            }

            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private async Task MakeAsync(Production production, CancellationToken ct)
    {
        Directory.CreateDirectory(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (_isRoot)
        {
            await MustAsync(["chown", ServerPrograms.Account, _folder], ct, asOurselves: true);
        }

        await MustAsync(["initdb", "-D", Data, "-U", CopyServer.Superuser, "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"], ct);
        await File.AppendAllLinesAsync(Path.Combine(Data, "postgresql.conf"), Configuration(production), ct);
        await MustAsync(["pg_ctl", "-D", Data, "-l", Log, "-w", "-t", "60", "start"], ct);
    }

    private ServerAddress Address(string database, string user) => new(_folder, 5432, database, user) { ToolsFolder = _programs.Folder };

    private IEnumerable<string> Configuration(Production production) => CopyServer.Configuration(
        production,
        _programs.Libraries(production.Settings.GetValueOrDefault("shared_preload_libraries")),
        ["listen_addresses = ''", $"unix_socket_directories = {CopyServer.Quoted(_folder)}", "unix_socket_permissions = 0700"]);

    private async Task MustAsync(IReadOnlyList<string> command, CancellationToken ct, bool asOurselves = false)
    {
        var (exitCode, output, errors) = await RunAsync(command, ct, asOurselves);
        if (exitCode != 0)
        {
            var log = File.Exists(Log) ? string.Join('\n', (await File.ReadAllLinesAsync(Log, CancellationToken.None)).TakeLast(5)) : "";
            throw new OperatorException(
                $"the rehearsal's server in {_folder} could not be made: {command[0]} ended with {exitCode}: {(errors.Length > 0 ? errors : output)}{(log.Length > 0 ? "\n" + log : "")}; nothing was changed",
                $"mend that{(_isRoot ? $" (the account {ServerPrograms.Account} runs it, and must reach that folder)" : "")}, set rehearsal.path to another folder, or rehearsal.on to off (the run is then recorded as not proven).",
                ExitCode.Refused);
        }
    }

    /// <summary>PostgreSQL refuses to run as root: then it is an account without rights that runs it.</summary>
    private Task<(int ExitCode, string Output, string Errors)> RunAsync(IReadOnlyList<string> command, CancellationToken ct, bool asOurselves = false)
    {
        IReadOnlyList<string> full = asOurselves ? command : [Path.Combine(_programs.Folder, command[0]), .. command.Skip(1)];
        return ChildProcess.RunAsync(
            _isRoot && !asOurselves ? ["setpriv", $"--reuid={ServerPrograms.Account}", $"--regid={ServerPrograms.Account}", "--clear-groups", .. full] : full,
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["LC_ALL"] = "C.UTF-8", ["PGHOST"] = null, ["PGPORT"] = null, ["PGDATA"] = null, ["PGOPTIONS"] = null },
            TimeSpan.FromMinutes(2),
            ct);
    }
}
