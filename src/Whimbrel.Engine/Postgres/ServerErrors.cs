using System.Net.Sockets;
using Npgsql;

namespace Whimbrel.Engine.Postgres;

/// <summary>What a server's refusal means to an operator, and what to do next.</summary>
public static class ServerErrors
{
    /// <summary>SQLSTATE of a wait for a lock that its bound ended.</summary>
    public const string LockNotAvailable = "55P03";

    /// <summary>SQLSTATE of a transaction that was idle for too long: the server ended its session.</summary>
    public const string IdleInTransaction = "25P03";

    /// <summary>Tells why a connection failed; never shows a password.</summary>
    public static OperatorException CannotConnect(Exception e, ServerAddress address)
    {
        if (e is not PostgresException && address.Tunnel?.LastError is { } lost)
        {
            return new OperatorException($"cannot connect to {address} as {address.User}: {lost.Message}; nothing was changed", lost.Hint, ExitCode.Refused, e);
        }

        var (what, hint) = e switch
        {
            PostgresException { SqlState: "28P01" or "28000" } p => (
                $"the server refused user \"{address.User}\": {p.MessageText}",
                "set the right password in database.password_file, PGPASSFILE or ~/.pgpass (file mode 0600), or allow the user in pg_hba.conf."),
            PostgresException { SqlState: "3D000" } p => (p.MessageText, "check the name at the end of database.url; 'psql -l' lists the databases."),
            PostgresException { SqlState: "53300" } p => (p.MessageText, "free a connection, or raise max_connections; Whimbrel needs four."),
            PostgresException { SqlState: "55000" } p => (p.MessageText, "where a restore swaps it, that is over within seconds; when its process was killed, 'whimbrel resume' goes on and 'whimbrel abort' allows connections again."),
            PostgresException { SqlState: "57P03" } p => (p.MessageText, "wait until the server has started, then run the same command."),
            PostgresException p => ($"{p.MessageText} (SQLSTATE {p.SqlState})", null),
            NpgsqlException { Message: var m } when m.Contains("No password has been provided", StringComparison.Ordinal) => (
                $"the server asks for a password of user \"{address.User}\", and none was given",
                "set database.password_file, PGPASSFILE, or a line in ~/.pgpass (file mode 0600)."),
            NpgsqlException { InnerException: SocketException s } => (s.Message, "is the server running, and is the port right? 'whimbrel doctor' checks each part."),
            NpgsqlException { InnerException: TimeoutException } or TimeoutException => ("no answer within 10 s", "is the address right, and does a firewall let us through?"),
            _ => (e.Message, (string?)"'whimbrel doctor' checks each part of the connection."),
        };
        return new OperatorException($"cannot connect to {address} as {address.User}: {what}; nothing was changed", hint, ExitCode.Refused, e);
    }

    /// <summary>Tells what a server's error in one of our own statements means.</summary>
    public static OperatorException Explain(Exception e, string doing) => e switch
    {
        PostgresException { SqlState: "42501" } p => new OperatorException(
            $"{doing}: {p.MessageText} (SQLSTATE 42501)", "give the user of database.url the missing right, or name another user there.", ExitCode.Refused, p),
        PostgresException { SqlState: LockNotAvailable } p => new OperatorException(
            $"{doing}: another session holds a lock that we need: {p.MessageText} (SQLSTATE 55P03)", "look who holds it with 'whimbrel locks', then run the same command.", ExitCode.BudgetNotMet, p),
        PostgresException p => new OperatorException($"{doing}: {p.MessageText} (SQLSTATE {p.SqlState})", null, ExitCode.Refused, p),
        _ => new OperatorException($"{doing}: the connection to the server failed: {(e.InnerException ?? e).Message}", "see that the server is up, then 'whimbrel status'.", ExitCode.Refused, e),
    };
}
