using System.Text.Json;
using Whimbrel.Engine.Journal;

namespace Whimbrel.Engine.Postgres;

/// <summary>The rows of a table, whatever their order.</summary>
/// <param name="Sum">Of the 64-bit hashes of all rows as text; null where they were only counted.</param>
public sealed record TableRows(long Count, string? Sum);

/// <summary>What a database is: every object that a dump would show, and the rows of every table.</summary>
/// <param name="Objects">By <c>kind name</c>, the definition.</param>
/// <param name="Rows">By table; empty where they were not read.</param>
public sealed record Fingerprint(IReadOnlyDictionary<string, string> Objects, IReadOnlyDictionary<string, TableRows> Rows)
{
    private const string Table = "table ";

    /// <summary>What the database is now, without its rows.</summary>
    internal static async Task<Fingerprint> ReadAsync(Session session, CancellationToken ct)
    {
        await session.ExecuteTogetherAsync(["BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", "SET LOCAL search_path = pg_catalog", "SET LOCAL statement_timeout = 0"], ct);
        var fingerprint = await ReadSchemaAsync(session, ct);
        await session.RollBackAsync();
        return fingerprint;
    }

    /// <summary>Reads the schema alone, in the transaction that the session is in; its search_path must be pg_catalog.</summary>
    internal static async Task<Fingerprint> ReadSchemaAsync(Session session, CancellationToken ct)
    {
        var found = await session.QueryAsync("fingerprint", row => (Key: $"{row.Text("Kind")} {row.Text("Name")}", Definition: row.OptionalText("Definition") ?? ""), ct);
        var objects = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, definition) in found)
        {
            // Two casts or operators may be called the same.
            objects[key] = objects.TryGetValue(key, out var other) ? $"{other}; {definition}" : definition;
        }

        return new Fingerprint(objects, new SortedDictionary<string, TableRows>(StringComparer.Ordinal));
    }

    /// <summary>Writes it to a file, for our user alone.</summary>
    internal void Write(string path) => PrivateFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(this, JournalJson.Default.Fingerprint));

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="JsonException">When the file is damaged.</exception>
    internal static Fingerprint Read(string path) => JsonSerializer.Deserialize(File.ReadAllBytes(path), JournalJson.Default.Fingerprint)!;

    /// <summary>What is different in a later state, each in words; empty where nothing is. Rows that either side only counted are compared by their number.</summary>
    internal IReadOnlyList<string> DifferencesTo(Fingerprint later) =>
    [
        .. Objects.Keys.Except(later.Objects.Keys, StringComparer.Ordinal).Where(k => !IsOfAnother(k, Objects.Keys, later.Objects)).Select(k => $"{k} is missing"),
        .. later.Objects.Keys.Except(Objects.Keys, StringComparer.Ordinal).Where(k => !IsOfAnother(k, later.Objects.Keys, Objects)).Select(k => $"{k} is still there"),
        .. Objects.Where(o => later.Objects.TryGetValue(o.Key, out var now) && now != o.Value).Select(o => Changed(o.Key, o.Value, later.Objects[o.Key])),
        .. Rows.Where(r => later.Rows.TryGetValue(r.Key, out var now) && !AreEqual(r.Value, now)).Select(r => r.Value.Count == later.Rows[r.Key].Count
            ? $"rows of {r.Key} have other values"
            : $"table {r.Key} has {later.Rows[r.Key].Count:N0} rows, and had {r.Value.Count:N0}"),
    ];

    private static bool AreEqual(TableRows before, TableRows later) => before.Count == later.Count && (before.Sum is null || later.Sum is null || before.Sum == later.Sum);

    /// <summary>A column, a constraint or an index of a table that is itself missing or new needs no line of its own.</summary>
    private static bool IsOfAnother(string key, IEnumerable<string> here, IReadOnlyDictionary<string, string> there)
    {
        var owner = key.StartsWith("column ", StringComparison.Ordinal) ? key[7..key.LastIndexOf('.')]
            : key.Contains(" on ", StringComparison.Ordinal) ? key[(key.LastIndexOf(" on ", StringComparison.Ordinal) + 4)..]
            : null;
        return owner is not null && here.Any(k => IsRelation(k, owner)) && !there.Keys.Any(k => IsRelation(k, owner));
    }

    private static bool IsRelation(string key, string name) =>
        key.EndsWith(name, StringComparison.Ordinal) && key[..^name.Length] is Table or "partitioned table " or "view " or "materialized view " or "foreign table " or "composite type ";

    /// <summary>Only the parts that differ: definitions are lists.</summary>
    private static string Changed(string key, string before, string after)
    {
        var (was, now) = (before.Split(", "), after.Split(", "));
        var (gone, come) = (was.Except(now, StringComparer.Ordinal).ToList(), now.Except(was, StringComparer.Ordinal).ToList());
        return (gone, come) switch
        {
            ([], []) => $"{key} is in another order",
            ([], _) => $"{key} now has {string.Join(", ", come)}",
            (_, []) => $"{key} lost {string.Join(", ", gone)}",
            _ => $"{key} is {string.Join(", ", come)}, and was {string.Join(", ", gone)}",
        };
    }
}
