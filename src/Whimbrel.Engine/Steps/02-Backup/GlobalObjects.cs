using System.Text;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Postgres.Tools;

namespace Whimbrel.Engine.Steps.Backup;

/// <summary>What no dump of one database has: roles and tablespaces, as pg_dumpall writes them.</summary>
internal static class GlobalObjects
{
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(1);

    /// <summary>Writes them beside an archive, for our user alone.</summary>
    /// <returns>Why it could not be done; null when it was.</returns>
    public static async Task<string?> WriteAsync(Run run, PostgresTools tools, string path, CancellationToken ct)
    {
        var program = Path.Combine(Path.GetDirectoryName(tools.Dump)!, "pg_dumpall");
        if (!File.Exists(program))
        {
            return $"roles and tablespaces were not saved: there is no {program}";
        }

        using var passfile = PostgresTools.Passfile(run.Database.Address);
        try
        {
            var (exitCode, output, errors) = await ChildProcess.RunAsync(Command(run, program), PostgresTools.Environment(run.Database.Address, passfile), _limit, ct);
            if (exitCode != 0)
            {
                return $"roles and tablespaces were not saved: pg_dumpall ended with {exitCode}: {errors.Split('\n')[0]}";
            }

            PrivateFile.Write(path, Encoding.UTF8.GetBytes(output));
            return null;
        }
        catch (OperatorException e)
        {
            return $"roles and tablespaces were not saved: {e.Message}";
        }
    }

    private static IReadOnlyList<string> Command(Run run, string program)
    {
        // pg_dumpall would take a name with '=' in it for a connection string.
        var name = run.Database.Address.Database.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal);
        IReadOnlyList<string> command = [program, "--globals-only", "--no-password", $"--database=dbname='{name}'", $"--lock-wait-timeout={(long)run.Settings.Locks.Deadline.TotalMilliseconds}"];
        return run.Settings.Backup.HasRolePasswords ? command : [.. command, "--no-role-passwords"];
    }
}
