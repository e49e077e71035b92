using System.Globalization;
using System.Text;
using Whimbrel.Engine.Postgres.Tools;

namespace Whimbrel.Engine.Steps.Restore;

/// <summary>psql with one open transaction, which gets statements and then what pg_restore writes. Only a script that came whole ends in COMMIT: a killed process leaves a transaction that the server rolls back.</summary>
internal sealed class InPlaceScript : IAsyncDisposable
{
    private static readonly IReadOnlyList<string> _arguments = ["--no-psqlrc", "--quiet", "--no-password", "--set=ON_ERROR_STOP=1", "--output=/dev/null", "--file=-"];

    private readonly IProgram _psql;

    private InPlaceScript(IProgram psql) => _psql = psql;

    internal static async Task<InPlaceScript> StartAsync(PostgresTools tools, Postgres.ServerAddress address, string applicationName, CancellationToken ct)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PGAPPNAME"] = applicationName,
            ["PGOPTIONS"] = "-c client_connection_check_interval=1s -c statement_timeout=0",
        };
        return new InPlaceScript(await tools.StartAsync("psql", _arguments, address, ct, hasInput: true, variables));
    }

    internal async Task SendAsync(IEnumerable<string> statements, CancellationToken ct)
    {
        await _psql.Input.WriteAsync(Encoding.UTF8.GetBytes(string.Concat(statements.Select(s => s + ";\n"))), ct);
        await _psql.Input.FlushAsync(ct);
    }

    /// <summary>Hands over what pg_restore writes.</summary>
    /// <exception cref="OperatorException">When either of the two fails: nothing is committed then.</exception>
    internal async Task RestoreAsync(PostgresTools tools, string archive, string list, CancellationToken ct)
    {
        await using var restore = await tools.StartRestoreAsync(["--exit-on-error", "--no-subscriptions", "--use-list=" + list, "--file=-", "--single-transaction"], archive, server: null, ct);
        try
        {
            await restore.Output.CopyToAsync(_psql.Input, ct);
        }
        catch (IOException)
        {
            // psql has stopped at an error, which it tells.
            await ThrowAsync(ct);
        }

        var (exitCode, errors) = await restore.EndAsync(ct);
        if (exitCode != 0)
        {
            throw new OperatorException($"{archive} cannot be read: pg_restore ended with {exitCode.ToString(CultureInfo.InvariantCulture)}: {errors}; nothing was committed", "name another backup: 'whimbrel backup list' shows them.", ExitCode.WentBack);
        }
    }

    /// <summary>Ends psql's input and waits for it.</summary>
    internal async Task EndAsync(CancellationToken ct)
    {
        try
        {
            await _psql.Input.DisposeAsync();
        }
        catch (IOException)
        {
            await ThrowAsync(ct);
        }

        await ThrowAsync(ct);
    }

    public ValueTask DisposeAsync() => _psql.DisposeAsync();

    private async Task ThrowAsync(CancellationToken ct)
    {
        var (exitCode, errors) = await _psql.EndAsync(ct);
        if (exitCode != 0)
        {
            throw new OperatorException($"the backup cannot be restored into the database: {errors}; nothing was committed", "mend what the server says, or restore beside the database, without --in-place.", ExitCode.WentBack);
        }
    }
}
