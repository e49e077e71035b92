using System.Globalization;
using Npgsql;

namespace Whimbrel.Testing;

/// <summary>A PgBouncer of the test's own before a test server.</summary>
public sealed class PgBouncer : IAsyncDisposable
{
    private readonly Started _process;
    private readonly string _folder;

    private PgBouncer(Started process, string folder, int port)
    {
        (_process, _folder, Port) = (process, folder, port);
    }

    public int Port { get; }

    /// <param name="mode">transaction, session or statement.</param>
    public static async Task<PgBouncer> StartAsync(PostgresServer server, string mode)
    {
        var (folder, port) = (Directory.CreateTempSubdirectory("whimbrel-pgbouncer-").FullName, FreePort.Find());
        var password = PostgresServer.RolePassword.Replace("\"", "\"\"", StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(folder, "users.txt"), $"\"{PostgresServer.Role}\" \"{password}\"\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "pgbouncer.ini"), string.Create(CultureInfo.InvariantCulture, $"""
            [databases]
            * = host=127.0.0.1 port={server.Port}
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {port}
            unix_socket_dir =
            auth_type = plain
            auth_file = {folder}/users.txt
            pool_mode = {mode}
            ignore_startup_parameters = extra_float_digits
            """));
        await Command.MustAsync(["chown", "-R", "postgres", folder]);
        var process = Command.Start(["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "pgbouncer", "--quiet", Path.Combine(folder, "pgbouncer.ini")], folder);
        await Eventually.IsTrueAsync(() => AnswersAsync(port), "PgBouncer answers");
        return new PgBouncer(process, folder, port);
    }

    public ValueTask DisposeAsync()
    {
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private static async Task<bool> AnswersAsync(int port)
    {
        var builder = new NpgsqlConnectionStringBuilder { Host = "127.0.0.1", Port = port, Database = "postgres", Username = PostgresServer.Role, Password = PostgresServer.RolePassword, Pooling = false };
        try
        {
            await using var connection = new NpgsqlConnection(builder.ConnectionString);
            await connection.OpenAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}
