using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Postgres.Tools;

namespace Whimbrel.Engine.Rehearsals;

/// <summary>The programs that make a server: initdb, pg_ctl, postgres.</summary>
/// <param name="Folder">In which they are.</param>
internal sealed record ServerPrograms(string Folder)
{
    /// <summary>Who runs a server where we are root: the account that Debian's and Red Hat's packages make, else one without rights.</summary>
    internal static string Account { get; } = File.ReadLines("/etc/passwd").Any(l => l.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody";

    /// <summary>Those of a major beside pg_restore; null where only the client's programs are.</summary>
    internal static async Task<ServerPrograms?> FindAsync(ServerAddress address, int major, CancellationToken ct)
    {
        var tools = await PostgresTools.FindHereAsync(address, major, ct);
        return new[] { tools.Folder! }
            .Concat(PostgresTools.UsualFolders(major))
            .Where(f => File.Exists(Path.Combine(f, "initdb")) && File.Exists(Path.Combine(f, "pg_ctl")) && File.Exists(Path.Combine(f, "postgres")))
            .Select(f => new ServerPrograms(f))
            .FirstOrDefault(p => p.Folder.Contains(major.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal) || p.Folder == tools.Folder);
    }

    /// <summary>Those of a list of shared_preload_libraries that are here too.</summary>
    internal string? Libraries(string? wanted)
    {
        var roots = new[] { Path.Combine(Folder, "..", "lib"), Path.Combine(Folder, "..", "lib", "postgresql") };
        return wanted is null ? null : string.Join(", ", wanted.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(l => roots.Any(r => File.Exists(Path.Combine(r, l + ".so")))));
    }
}
