using System.Globalization;
using System.Text.RegularExpressions;

namespace Whimbrel.Engine.Postgres.Tools;

/// <summary>pg_dump and pg_restore of the server's own major: a newer pg_dump can write what its server cannot restore, an older one refuses.</summary>
public sealed partial record PostgresTools(string Dump, string Restore, string Version)
{
    /// <summary>Looks in <c>database.tools</c> alone where it is set, else in the folders of the usual packages and in PATH.</summary>
    /// <exception cref="OperatorException">When there is none of this major; it names what was found.</exception>
    public static async Task<PostgresTools> FindAsync(ServerAddress address, int major, CancellationToken ct)
    {
        var folders = address.ToolsFolder is { } folder ? [folder] : UsualFolders(major).ToList();
        var others = new List<string>();
        foreach (var candidate in folders)
        {
            var (dump, restore) = (Path.Combine(candidate, "pg_dump"), Path.Combine(candidate, "pg_restore"));
            if (!File.Exists(dump) || !File.Exists(restore))
            {
                continue;
            }

            var (dumpVersion, restoreVersion) = (await VersionAsync(dump, ct), await VersionAsync(restore, ct));
            if (MajorOf(dumpVersion) == major && MajorOf(restoreVersion) == major)
            {
                return new PostgresTools(dump, restore, dumpVersion);
            }

            others.Add($"{dump} is {dumpVersion}");
        }

        throw new OperatorException(
            others.Count > 0
                ? $"pg_dump of another major: the server is {major}, {string.Join(", ", others)}; nothing was changed"
                : $"pg_dump and pg_restore {major} are missing (looked in {string.Join(", ", folders)}); nothing was changed",
            $"install them (Debian: apt-get install postgresql-client-{major}), or set database.tools to their folder.");
    }

    /// <summary>What libpq needs to know, as variables: names with any characters need no quoting there, and nothing stands in an argument.</summary>
    internal static Dictionary<string, string?> Environment(ServerAddress address, MemoryFile? passfile)
    {
        var variables = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["PGHOST"] = address.Host,
            ["PGPORT"] = address.Port.ToString(CultureInfo.InvariantCulture),
            ["PGDATABASE"] = address.Database,
            ["PGUSER"] = address.User,
            ["PGCONNECT_TIMEOUT"] = "10",
            ["PGAPPNAME"] = "whimbrel backup",
            ["LC_ALL"] = "C.UTF-8",
        };
        if (passfile is not null)
        {
            variables["PGPASSFILE"] = passfile.Path;
            variables["PGPASSWORD"] = null;
        }

        if (address.SslMode is { } mode)
        {
            variables["PGSSLMODE"] = mode;
        }

        if (address.GssEncryptionMode is { } encryption)
        {
            variables["PGGSSENCMODE"] = encryption;
        }

        if (address.SslRootCertificate is { } certificate)
        {
            variables["PGSSLROOTCERT"] = certificate;
        }

        return variables;
    }

    /// <summary>A passfile in memory with the password that we were given; null where libpq finds its own.</summary>
    internal static MemoryFile? Passfile(ServerAddress address) => address.ReadPassword() is { } password
        ? new MemoryFile("pgpass", "*:*:*:*:" + password.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(":", "\\:", StringComparison.Ordinal) + "\n")
        : null;

    internal static IEnumerable<string> UsualFolders(int major) =>
        new[] { $"/usr/lib/postgresql/{major}/bin", $"/usr/pgsql-{major}/bin", $"/usr/local/pgsql/bin" }
            .Concat((System.Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries))
            .Distinct(StringComparer.Ordinal);

    private static async Task<string> VersionAsync(string program, CancellationToken ct)
    {
        var (_, output, _) = await ChildProcess.RunAsync([program, "--version"], new Dictionary<string, string?>(StringComparer.Ordinal), TimeSpan.FromSeconds(10), ct);
        return VersionNumber().Match(output) is { Success: true } match ? match.Value : output.Trim();
    }

    private static int MajorOf(string version) =>
        int.TryParse(version.Split('.', ' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major) ? major : 0;

    [GeneratedRegex(@"[0-9]+(\.[0-9]+)?", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex VersionNumber();
}
