using System.Globalization;
using Npgsql;

namespace Whimbrel.Testing;

/// <summary>A throwaway PostgreSQL server of its own: never the machine's.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    public const string AdminPassword = "admin-Pa55word";
    public const string Role = "hosting_user";
    public const string RolePassword = "s3cret:with\\odd 'chars";

    private static readonly bool _isRoot = Environment.UserName == "root";

    private readonly string _folder;
    private readonly string _binaries;

    private PostgresServer(int major, string binaries, string folder, int port)
    {
        (Major, _binaries, _folder, Port) = (major, binaries, folder, port);
    }

    public int Major { get; }

    public int Port { get; }

    public string DataFolder => Path.Combine(_folder, "data");

    public string Log => Path.Combine(_folder, "server.log");

    /// <summary>Whether pg_dump of this major is on this machine.</summary>
    public bool HasTools => File.Exists(Path.Combine("/usr/lib/postgresql", Major.ToString(CultureInfo.InvariantCulture), "bin", "pg_dump"));

    /// <summary>Where a major's server programs are, or null.</summary>
    public static string? FindBinaries(int major) => new[]
        {
            $"/usr/lib/postgresql/{major}/bin",
            Path.Combine(Environment.GetEnvironmentVariable("TEST_SERVERS") ?? Path.Combine(Repository.Root, "artifacts", "servers"), major.ToString(CultureInfo.InvariantCulture), "native", "bin"),
        }.FirstOrDefault(f => File.Exists(Path.Combine(f, "initdb")));

    /// <param name="settings">Lines for postgresql.conf.</param>
    public static async Task<PostgresServer> StartAsync(int major, params string[] settings)
    {
        var binaries = FindBinaries(major) ?? throw new InvalidOperationException($"PostgreSQL {major} is not here; './build.sh test' brings it");
        var folder = Directory.CreateTempSubdirectory($"whimbrel-pg{major}-").FullName;
        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        var passwordFile = Path.Combine(folder, "password");
        await File.WriteAllTextAsync(passwordFile, AdminPassword);
        if (_isRoot)
        {
            await Command.MustAsync(["chown", "-R", "postgres", folder]);
        }

        var server = new PostgresServer(major, binaries, folder, FreePort.Find());
        await server.RunAsync("initdb", "-D", server.DataFolder, "-U", "postgres", "--auth=scram-sha-256", $"--pwfile={passwordFile}", "--encoding=UTF8", "--locale=C", "--no-sync");
        await File.AppendAllLinesAsync(Path.Combine(server.DataFolder, "postgresql.conf"), [
            $"port = {server.Port}",
            "listen_addresses = '127.0.0.1'",
            $"unix_socket_directories = '{folder}'",
            "fsync = off",
            "max_connections = 200",
            "shared_preload_libraries = 'pg_stat_statements'",

            // All tests' statements together: none is forgotten for another's.
            "pg_stat_statements.max = 50000",
            "autovacuum_naptime = 1h",
            .. settings,
        ]);
        await server.BootAsync();
        await server.ExecuteAsync("postgres", $"CREATE ROLE {Role} LOGIN PASSWORD '{RolePassword.Replace("'", "''", StringComparison.Ordinal)}'");
        await server.ExecuteAsync("postgres", $"GRANT pg_monitor TO {Role}");
        return server;
    }

    /// <summary>A standby that replays what this server writes.</summary>
    public async Task<PostgresServer> AddStandbyAsync()
    {
        var folder = Directory.CreateTempSubdirectory($"whimbrel-pg{Major}-standby-").FullName;
        File.SetUnixFileMode(folder, File.GetUnixFileMode(_folder));
        if (_isRoot)
        {
            await Command.MustAsync(["chown", "postgres", folder]);
        }

        var standby = new PostgresServer(Major, _binaries, folder, FreePort.Find());
        await standby.RunAsync("pg_basebackup", "-d", $"host=127.0.0.1 port={Port.ToString(CultureInfo.InvariantCulture)} user=postgres password={AdminPassword} application_name=the_standby", "-D", standby.DataFolder, "-R", "-X", "stream", "-c", "fast");
        await File.AppendAllLinesAsync(Path.Combine(standby.DataFolder, "postgresql.conf"), [$"port = {standby.Port}", $"unix_socket_directories = '{folder}'"]);
        await standby.BootAsync();
        return standby;
    }

    public Task BootAsync() => RunAsync("pg_ctl", "-D", DataFolder, "-l", Log, "-w", "-t", "60", "start");

    /// <param name="mode">smart, fast or immediate (a crash).</param>
    public Task StopAsync(string mode = "fast") => RunAsync("pg_ctl", "-D", DataFolder, "-m", mode, "-w", "stop");

    /// <summary>The CPU time of all its processes so far, of those that have ended too.</summary>
    public double CpuSeconds()
    {
        var postmaster = File.ReadLines(Path.Combine(DataFolder, "postmaster.pid")).First();
        var children = File.ReadAllText($"/proc/{postmaster}/task/{postmaster}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return Ticks(postmaster).Sum() + children.Sum(c => Ticks(c).Take(2).Sum());

        // utime, stime, cutime, cstime: behind the name, which may hold anything.
        static IReadOnlyList<double> Ticks(string process)
        {
            try
            {
                var stat = File.ReadAllText($"/proc/{process}/stat");
                return [.. stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[11..15].Select(t => double.Parse(t, CultureInfo.InvariantCulture) / 100)];
            }
            catch (IOException)
            {
                // It has just ended: the postmaster has its time.
                return [];
            }
        }
    }

    /// <summary>A database that our role owns; dropped with the server.</summary>
    /// <param name="options">Of CREATE DATABASE.</param>
    public async Task<TestDatabase> CreateDatabaseAsync(string? name = null, string options = "")
    {
        name ??= $"db_{Guid.NewGuid():N}"[..20];
        await ExecuteAsync("postgres", $"CREATE DATABASE \"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\" OWNER {Role} {options}");
        return new TestDatabase(this, name);
    }

    /// <summary>Runs a statement as the superuser.</summary>
    public async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = await OpenAsync(database, "postgres", AdminPassword);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<NpgsqlConnection> OpenAsync(string database, string user, string password)
    {
        var builder = new NpgsqlConnectionStringBuilder { Host = "127.0.0.1", Port = Port, Database = database, Username = user, Password = password, Pooling = false, ApplicationName = "test" };
        var connection = new NpgsqlConnection(builder.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        if (File.Exists(Path.Combine(DataFolder, "postmaster.pid")))
        {
            await StopAsync("immediate");
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task RunAsync(string program, params string[] arguments)
    {
        string[] prefix = _isRoot ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] : [];
        await Command.MustAsync([.. prefix, Path.Combine(_binaries, program), .. arguments], _folder, new Dictionary<string, string?>(StringComparer.Ordinal) { ["LC_ALL"] = "C" });
    }
}
