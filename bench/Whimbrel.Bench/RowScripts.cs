using System.Globalization;
using System.Text;

namespace Whimbrel.Bench;

#pragma warning disable CA5394 // Text to measure with, the same on every machine: nothing is kept secret by it.

/// <summary>Scripts that make a table and fill it with rows, none like another.</summary>
internal static class RowScripts
{
    private const int Seed = 20240215;
    private const int Inserted = 361_000;
    private const int Copied = 740_000;
    private const string Table = "CREATE TABLE settings (id int PRIMARY KEY, name text NOT NULL, value numeric(10,2), note text, changed_at timestamptz);\n";

    internal static string Inserts() => Write("rows_insert.sql", writer =>
    {
        foreach (var row in Rows(Inserted))
            writer.Write($"INSERT INTO settings (id, name, value, note, changed_at) VALUES ({row.Id}, '{row.Name.Replace("'", "''", StringComparison.Ordinal)}', {row.Value}, '{row.Note}', '{row.ChangedAt}');\n");
    });

    internal static string Copy() => Write("rows_copy.sql", writer =>
    {
        writer.Write("COPY settings (id, name, value, note, changed_at) FROM stdin;\n");
        foreach (var row in Rows(Copied))
            writer.Write($"{row.Id}\t{row.Name}\t{row.Value}\t{row.Note}\t{row.ChangedAt}\n");
        writer.Write("\\.\n");
    });

    private static IEnumerable<(string Id, string Name, string Value, string Note, string ChangedAt)> Rows(int count)
    {
        var random = new Random(Seed);
        for (var id = 1; id <= count; id++)
        {
            yield return (
                id.ToString(CultureInfo.InvariantCulture),
                $"name {random.Next(999_999)} it's",
                (random.Next(999_999) / 100m).ToString(CultureInfo.InvariantCulture),
                $"some text {random.Next(999_999):000000} that differs",
                string.Create(CultureInfo.InvariantCulture, $"2024-02-{random.Next(1, 28):00} 10:11:{random.Next(60):00}+00"));
        }
    }

    private static string Write(string name, Action<StreamWriter> rows)
    {
        Directory.CreateDirectory(Corpus.Folder);
        var file = Path.Combine(Corpus.Folder, name);
        using var writer = new StreamWriter(file, append: false, new UTF8Encoding(false), 1 << 16);
        writer.Write(Table);
        rows(writer);
        return file;
    }
}
