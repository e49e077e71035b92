using System.Globalization;
using System.Text;

namespace Whimbrel.Bench;

#pragma warning disable CA5394 // Text to measure with, the same on every machine: nothing is kept secret by it.

/// <summary>The scripts that are measured with: made anew from one seed, so that every machine has the same.</summary>
internal static class Corpus
{
    private const int Seed = 20240215;
    private const int MigrationCount = 2500;
    private const int BytesForEachMigration = 6300;

    private static readonly string[] Types = ["int", "bigint", "text", "varchar(200)", "timestamptz", "numeric(10,2)", "boolean", "jsonb", "uuid"];

    /// <summary>A piece of a migration, and what takes it back.</summary>
    private static readonly Func<Random, (string Forward, string Back)>[] Pieces =
    [
        random => Pair($"{Table(random)}_{random.Next(999)}", table => ($"CREATE TABLE IF NOT EXISTS {table} (\n    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,\n{ColumnList(random)}\n);\n", $"DROP TABLE IF EXISTS {table};\n")),
        random => Pair($"note_{random.Next(99)}", column => Pair(Table(random), table => ($"ALTER TABLE {table} ADD COLUMN {column} text;\n", $"ALTER TABLE {table} DROP COLUMN IF EXISTS {column};\n"))),
        random => Pair($"idx_{random.Next(9999)}", index => ($"CREATE INDEX CONCURRENTLY {index} ON {Table(random)} (c1, c2);\n", $"DROP INDEX CONCURRENTLY IF EXISTS {index};\n")),
        random => (string.Concat(Enumerable.Range(0, 8).Select(_ => Insert(random))), "DELETE FROM settings WHERE name LIKE 'a%';\n"),
        random => Pair(Table(random), table => ($"UPDATE {table} SET c1 = {random.Next(9)} WHERE id = {random.Next(9999)};\n", $"UPDATE {table} SET c1 = NULL WHERE id = {random.Next(9999)};\n")),
        random => Pair($"f{random.Next(99)}()", function => ($"CREATE OR REPLACE FUNCTION {function} RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n  NEW.updated_at := now();\n  IF NEW.c1 IS NULL THEN\n    RAISE EXCEPTION 'c1 is missing';\n  END IF;\n  RETURN NEW;\nEND;\n$$;\n", $"DROP FUNCTION IF EXISTS {function};\n")),
        random => Pair($"fk_{random.Next(9999)}", key => Pair(Table(random), table => ($"ALTER TABLE {table} ADD CONSTRAINT {key} FOREIGN KEY (c1) REFERENCES users (id) NOT VALID;\n", $"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {key};\n"))),
        random => Pair(Table(random), table => ($"COMMENT ON TABLE {table} IS 'words about the table: what it is for, who writes it and who reads it';\n", $"COMMENT ON TABLE {table} IS NULL;\n")),
        random => (string.Create(CultureInfo.InvariantCulture, $"SELECT setval('{Table(random)}_id_seq', {random.Next(9999)}, true);\n"), "SELECT 1;\n"),
    ];

    internal static string Folder { get; } = Path.Combine(Environment.CurrentDirectory, "artifacts", "bench");

    internal static string Whimbrel { get; } = Path.Combine(Environment.CurrentDirectory, "artifacts", "whimbrel", "whimbrel");

    /// <summary>2,500 migrations with their rollbacks: 20 MB.</summary>
    internal static (string Folder, long Bytes) Migrations()
    {
        var folder = Path.Combine(Folder, "migrations");
        Directory.CreateDirectory(folder);
        var random = new Random(Seed);
        var bytes = 0L;
        for (var i = 0; i < MigrationCount; i++)
        {
            var file = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{20200101000000 + i}_change_{i}"));
            var back = new StringBuilder();
            bytes += Write($"{file}.sql", BytesForEachMigration, () => Piece(random, back));
            bytes += Write($"{file}_rollback.sql", back.Length, back.ToString);
        }

        return (folder, bytes);
    }

    /// <summary>One script of each kind: its name, and its file.</summary>
    internal static IEnumerable<(string Kind, string File)> LargeScripts(long bytes)
    {
        Directory.CreateDirectory(Folder);
        var random = new Random(Seed);
        yield return Large("INSERT", bytes, () => Insert(random));
        yield return Large("DDL", bytes, () => Piece(random, new StringBuilder()));
        yield return Large("COPY", bytes, () => CopyOf(random));
    }

    private static (string Kind, string File) Large(string kind, long bytes, Func<string> next)
    {
        var file = Path.Combine(Folder, $"large_{kind.ToLowerInvariant()}.sql");
        if (!File.Exists(file) || new FileInfo(file).Length < bytes)
            Write(file, bytes, next);
        return (kind, file);
    }

    private static long Write(string file, long bytes, Func<string> next)
    {
        using var writer = new StreamWriter(file, append: false, new UTF8Encoding(false), 1 << 16);
        var written = 0L;
        while (written < bytes)
        {
            var text = next();
            writer.Write(text);
            written += text.Length;
        }

        return written;
    }

    private static string Piece(Random random, StringBuilder back)
    {
        var (forward, way) = Pieces[random.Next(Pieces.Length)](random);
        back.Insert(0, way);
        return forward;
    }

    private static (string Forward, string Back) Pair(string name, Func<string, (string Forward, string Back)> make) => make(name);

    private static string Table(Random random) => $"table_{random.Next(700)}";

    private static string ColumnList(Random random) =>
        string.Join(",\n", Enumerable.Range(0, 8).Select(i => $"    c{i} {Types[random.Next(Types.Length)]}{(random.Next(3) == 0 ? " NOT NULL" : "")}"));

    private static string Insert(Random random) =>
        $"INSERT INTO settings (name, value, note) VALUES ('a{random.Next(9999)}', 'it''s a value', 'some text that is a little longer than the others');\n";

    private static string CopyOf(Random random) =>
        $"COPY {Table(random)} (id, name, note) FROM stdin;\n{string.Concat(Enumerable.Range(0, 2000).Select(i => $"{i}\tname {random.Next(9999)}\tsome text that is a little longer than the others\n"))}\\.\n";
}
