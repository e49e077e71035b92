using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Postgres.Tools;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Steps.Backup;

/// <summary>The programs that a backup is taken with.</summary>
internal static class BackupTools
{
    /// <summary>Those for what is streamed; a folder is written by those of this machine alone.</summary>
    /// <inheritdoc cref="PostgresTools.FindAsync"/>
    public static async Task<PostgresTools> FindAsync(BackupSettings settings, ServerAddress address, int major, CancellationToken ct)
    {
        if (settings.Format == BackupFormat.Custom)
        {
            return await PostgresTools.FindAsync(address, major, ct);
        }

        try
        {
            return await PostgresTools.FindHereAsync(address, major, ct);
        }
        catch (OperatorException e) when (address.Tunnel is not null)
        {
            throw new OperatorException(
                $"backup.format is directory, and there is no pg_dump {major} on this machine: that of the server's container would write the folder onto the container's own disk; nothing was changed",
                $"install it here (Debian: apt-get install postgresql-client-{major}): it reaches the server through its container; or set backup.format to custom, which is streamed out of it.",
                ExitCode.Refused,
                e);
        }
    }
}
