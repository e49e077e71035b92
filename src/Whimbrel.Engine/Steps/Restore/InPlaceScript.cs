using System.Globalization;
using System.Text;
using Whimbrel.Engine.Postgres.Tools;

namespace Whimbrel.Engine.Steps.Restore;

/// <summary>psql with one open transaction, which gets statements and then what pg_restore writes. Only a script that came whole ends in COMMIT: a killed process leaves a transaction that the server rolls back.</summary>
internal sealed class InPlaceScript : IDisposable
{
    private readonly MemoryFile? _passfile;
    private readonly ChildProcess _psql;

    private InPlaceScript(MemoryFile? passfile, ChildProcess psql) => (_passfile, _psql) = (passfile, psql);

    internal static InPlaceScript Start(PostgresTools tools, Postgres.ServerAddress address, string applicationName)
    {
        var psql = Path.Combine(Path.GetDirectoryName(tools.Restore)!, "psql");
        if (!File.Exists(psql))
        {
            throw new OperatorException($"psql is missing beside {tools.Restore}; nothing was changed", "install the whole client package of the server's major.");
        }

        var passfile = PostgresTools.Passfile(address);
        var variables = PostgresTools.Environment(address, passfile);
        variables["PGAPPNAME"] = applicationName;
        variables["PGOPTIONS"] = "-c client_connection_check_interval=1s -c statement_timeout=0";
        return new InPlaceScript(passfile, ChildProcess.Start([psql, "--no-psqlrc", "--quiet", "--no-password", "--set=ON_ERROR_STOP=1", "--output=/dev/null", "--file=-"], variables, hasInput: true));
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
        using var restore = ChildProcess.Start([tools.Restore, "--exit-on-error", "--no-subscriptions", "--use-list=" + list, "--file=-", "--single-transaction", archive], new Dictionary<string, string?>(StringComparer.Ordinal) { ["LC_ALL"] = "C.UTF-8" }, hasInput: false);
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

    public void Dispose()
    {
        _psql.Dispose();
        _passfile?.Dispose();
    }

    private async Task ThrowAsync(CancellationToken ct)
    {
        var (exitCode, errors) = await _psql.EndAsync(ct);
        if (exitCode != 0)
        {
            throw new OperatorException($"the backup cannot be restored into the database: {errors}; nothing was committed", "mend what the server says, or restore beside the database, without --in-place.", ExitCode.WentBack);
        }
    }
}
