using System.Globalization;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Postgres.Beside;
using Whimbrel.Engine.Steps.Backup;

namespace Whimbrel.Engine.Steps.Restore;

/// <summary>What the live database has and the backup has not: as far as it can be known.</summary>
internal static class LostRows
{
    private const string Table = "table ";

    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(30);

    internal static async Task<IReadOnlyList<string>> SayAsync(Run run, CancellationToken ct)
    {
        var archive = run.Facts.Restore!.Archive;
        var since = BackupFile.Find(archive)?.TakenAt is { } taken ? $"since {taken.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC" : "since the backup was taken";
        var path = BackupFile.Fingerprint(archive);
        if (!File.Exists(path))
        {
            return [$"every change {since} is lost; which rows those are cannot be known, as no fingerprint stands beside the backup"];
        }

        var dumped = Fingerprint.Read(path);
        await using var session = await run.Database.OpenForScriptAsync(ct);
        var now = await Fingerprint.ReadAsync(session, ct);
        var tables = now.Objects.Keys.Where(k => k.StartsWith(Table, StringComparison.Ordinal)).Select(k => k[Table.Length..]).ToList();
        var counts = await RowCounts.ReadWithinAsync(session, tables, _limit, ct);
        return
        [
            $"every change {since} is lost; the numbers are net: a row that was changed, or deleted and replaced, is not in them",
            .. tables.Select(t => Say(t, dumped, counts)).OfType<string>(),
            .. dumped.Objects.Keys.Where(k => k.StartsWith(Table, StringComparison.Ordinal) && !now.Objects.ContainsKey(k)).Select(k => $"{k} comes back"),
        ];
    }

    private static string? Say(string table, Fingerprint dumped, IReadOnlyDictionary<string, long> counts)
    {
        var now = counts.TryGetValue(table, out var count) ? $"{count:N0} rows" : "rows that could not be counted in time";
        if (!dumped.Objects.ContainsKey(Table + table))
        {
            return $"table {table} is not in the backup: {now} are lost";
        }

        return !dumped.Rows.TryGetValue(table, out var rows) || (counts.ContainsKey(table) && rows.Count == count) ? null
            : !counts.ContainsKey(table) ? $"table {table}: {now}, {rows.Count:N0} in the backup"
            : rows.Count < count ? $"table {table}: {now}, {rows.Count:N0} in the backup: {count - rows.Count:N0} are lost"
            : $"table {table}: {now}, {rows.Count:N0} in the backup: {rows.Count - count:N0} come back";
    }
}
