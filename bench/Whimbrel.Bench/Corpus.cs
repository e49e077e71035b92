using System.Globalization;
using System.Text;

namespace Whimbrel.Bench;

#pragma warning disable CA5394 // Text to measure with, the same on every machine: nothing is kept secret by it.

/// <summary>The scripts that are measured with: made anew from one seed, so that every machine has the same.</summary>
internal static class Corpus
{
    private const int Seed = 20240215;
    private const int MigrationCount = 2500;
    private const int BytesForEachFile = 3900;

    private static readonly string[] Types = ["int", "bigint", "text", "varchar(200)", "timestamptz", "numeric(10,2)", "boolean", "jsonb", "uuid"];

    private static readonly Func<Random, string>[] Statements =
    [
        random => $"CREATE TABLE IF NOT EXISTS {Table(random)}_{random.Next(999)} (\n    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,\n{ColumnList(random)}\n);\n",
        random => $"ALTER TABLE {Table(random)} ADD COLUMN note_{random.Next(99)} text;\n",
        random => $"CREATE INDEX CONCURRENTLY idx_{random.Next(9999)} ON {Table(random)} (c1, c2);\n",
        random => string.Concat(Enumerable.Range(0, 8).Select(_ => Insert(random))),
        random => $"UPDATE {Table(random)} SET c1 = {random.Next(9)} WHERE id = {random.Next(9999)};\n",
        random => $"CREATE OR REPLACE FUNCTION f{random.Next(99)}() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n  NEW.updated_at := now();\n  IF NEW.c1 IS NULL THEN\n    RAISE EXCEPTION 'c1 is missing';\n  END IF;\n  RETURN NEW;\nEND;\n$$;\n",
        random => $"ALTER TABLE {Table(random)} ADD CONSTRAINT fk_{random.Next(9999)} FOREIGN KEY (c1) REFERENCES users (id) NOT VALID;\n",
        random => $"COMMENT ON TABLE {Table(random)} IS 'words about the table: what it is for, who writes it and who reads it';\n",
        random => $"SELECT setval('{Table(random)}_id_seq', {random.Next(9999)}, true);\n",
    ];

    internal static string Folder { get; } = Path.Combine(Environment.CurrentDirectory, "artifacts", "bench");

    internal static string Whimbrel { get; } = Path.Combine(Environment.CurrentDirectory, "artifacts", "whimbrel", "whimbrel");

    /// <summary>2,500 migrations with their rollbacks.</summary>
    internal static (string Folder, long Bytes) Migrations()
    {
        var folder = Path.Combine(Folder, "migrations");
        Directory.CreateDirectory(folder);
        var random = new Random(Seed);
        var bytes = 0L;
        for (var i = 0; i < MigrationCount; i++)
        {
            var file = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{20200101000000 + i}_change_{i}"));
            bytes += Write($"{file}.sql", BytesForEachFile, () => Statements[random.Next(Statements.Length)](random));
            bytes += Write($"{file}_rollback.sql", BytesForEachFile, () => $"ALTER TABLE {Table(random)} DROP COLUMN IF EXISTS note_{random.Next(99)};\n");
        }

        return (folder, bytes);
    }

    /// <summary>One script of each kind: its name, and its file.</summary>
    internal static IEnumerable<(string Kind, string File)> LargeScripts(long bytes)
    {
        Directory.CreateDirectory(Folder);
        var random = new Random(Seed);
        yield return Large("INSERT", bytes, () => Insert(random));
        yield return Large("DDL", bytes, () => Statements[random.Next(Statements.Length)](random));
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

    private static string Table(Random random) => $"table_{random.Next(700)}";

    private static string ColumnList(Random random) =>
        string.Join(",\n", Enumerable.Range(0, 8).Select(i => $"    c{i} {Types[random.Next(Types.Length)]}{(random.Next(3) == 0 ? " NOT NULL" : "")}"));

    private static string Insert(Random random) =>
        $"INSERT INTO settings (name, value, note) VALUES ('a{random.Next(9999)}', 'it''s a value', 'some text that is a little longer than the others');\n";

    private static string CopyOf(Random random) =>
        $"COPY {Table(random)} (id, name, note) FROM stdin;\n{string.Concat(Enumerable.Range(0, 2000).Select(i => $"{i}\tname {random.Next(9999)}\tsome text that is a little longer than the others\n"))}\\.\n";
}
