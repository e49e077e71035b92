using System.Globalization;
using System.Text;
using Whimbrel.Testing;

namespace Whimbrel.Bench;

/// <summary>Five hundred small migrations, as files for whimbrel and as one script for psql.</summary>
internal static class SmallMigrations
{
    internal const int Count = 500;

    private const string VersionTable = "CREATE TABLE schema_migrations (version text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now());\n";

    internal static void WriteTo(Workspace workspace)
    {
        foreach (var (version, forward, back) in All())
            workspace.WriteMigration($"{version}_change", forward, back);
    }

    /// <summary>Each in a transaction of its own with its version row, in one session.</summary>
    internal static string ForPsql()
    {
        Directory.CreateDirectory(Corpus.Folder);
        var script = new StringBuilder(VersionTable);
        foreach (var (version, forward, _) in All())
            script.Append("BEGIN;\n").Append(forward).Append(CultureInfo.InvariantCulture, $"INSERT INTO schema_migrations (version) VALUES ('{version}');\nCOMMIT;\n");
        var file = Path.Combine(Corpus.Folder, "small_migrations.sql");
        File.WriteAllText(file, script.ToString());
        return file;
    }

    /// <summary>One more, which is pending.</summary>
    internal static void Add(Workspace workspace, int number)
    {
        var (version, forward, back) = Migration(Count + number);
        workspace.WriteMigration($"{version}_change", forward, back);
    }

    private static IEnumerable<(string Version, string Forward, string Back)> All() => Enumerable.Range(0, Count).Select(Migration);

    /// <summary>Of three, one makes a table and two change it.</summary>
    private static (string Version, string Forward, string Back) Migration(int i)
    {
        var (version, table) = ((20240101000000 + i).ToString(CultureInfo.InvariantCulture), $"table_{i / 3}");
        return (i % 3) switch
        {
            0 => (version, $"CREATE TABLE {table} (\n    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,\n    name text NOT NULL,\n    created_at timestamptz NOT NULL DEFAULT now()\n);\n", $"DROP TABLE {table};\n"),
            1 => (version, $"ALTER TABLE {table} ADD COLUMN note text;\n", $"ALTER TABLE {table} DROP COLUMN note;\n"),
            _ => (version, $"ALTER TABLE {table} ADD COLUMN state int NOT NULL DEFAULT 0;\nCREATE INDEX {table}_state_idx ON {table} (state);\n", $"ALTER TABLE {table} DROP COLUMN state;\n"),
        };
    }
}
