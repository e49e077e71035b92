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
        try
        {
            var (exitCode, output, errors) = await tools.RunAsync("pg_dumpall", Arguments(run), run.Database.Address, _limit, ct);
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

    private static IReadOnlyList<string> Arguments(Run run)
    {
        // pg_dumpall would take a name with '=' in it for a connection string.
        var name = run.Database.Address.Database.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal);
        IReadOnlyList<string> arguments = ["--globals-only", "--no-password", $"--database=dbname='{name}'", $"--lock-wait-timeout={(long)run.Settings.Locks.Deadline.TotalMilliseconds}"];
        return run.Settings.Backup.HasRolePasswords ? arguments : [.. arguments, "--no-role-passwords"];
    }
}
