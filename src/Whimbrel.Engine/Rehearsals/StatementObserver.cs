using Whimbrel.Engine.Postgres;

namespace Whimbrel.Engine.Rehearsals;

/// <summary>A lock that a statement took on a relation that was there before.</summary>
/// <param name="Relation">With its schema, quoted where it must be.</param>
/// <param name="Mode">As pg_locks has it.</param>
/// <param name="Kind">table, partitioned table, view, materialized view, foreign table, index or sequence.</param>
public sealed record ObservedLock(string Relation, string Mode, string Kind);

/// <summary>What a statement did on the copy.</summary>
/// <param name="Rewrites">The relations that were written anew: their files are others.</param>
/// <param name="WalBytes">All WAL of the server meanwhile, where nobody else works.</param>
/// <param name="SizeBytes">By how much the relations that it touched are larger, indexes included.</param>
/// <param name="KeptBytes">The old files of what was written anew: they stay until the end of the transaction.</param>
/// <param name="TempBytes">Temporary files; null where the server's log cannot be read.</param>
public sealed record StatementEffects(IReadOnlyList<ObservedLock> Locks, IReadOnlyList<string> Rewrites, long WalBytes, long SizeBytes, long KeptBytes, long? TempBytes);

/// <summary>Looks at what each statement of a script does to the copy: its locks, the files that it replaces, its WAL, its size on disk.</summary>
/// <param name="temporaryFiles">How many bytes of temporary files the server has written so far; null where that cannot be known.</param>
public sealed class StatementObserver(Func<long?> temporaryFiles)
{
    private readonly Dictionary<long, (long File, long Bytes)> _relations = [];
    private readonly Dictionary<long, long> _held = [];
    private HashSet<long> _before = [];
    private Look? _last;
    private long? _temporary;

    /// <summary>Remembers which relations there are: only their locks count.</summary>
    internal async Task BeginScriptAsync(Session other, CancellationToken ct)
    {
        _relations.Clear();
        _held.Clear();
        foreach (var (oid, file, bytes) in await other.QueryAsync("relation_files", row => (row.Number("Oid"), row.Number("File"), row.Number("Bytes")), ct))
        {
            _relations[oid] = (file, bytes);
        }

        _before = [.. _relations.Keys];
    }

    /// <summary>A transaction has begun, or is begun anew: it holds nothing.</summary>
    internal void BeginTransaction() => _held.Clear();

    internal async Task BeforeAsync(Session session, CancellationToken ct)
    {
        _temporary = temporaryFiles();
        _last = await LookAsync(session, ct);
    }

    internal async Task<StatementEffects> AfterAsync(Session session, CancellationToken ct)
    {
        var look = await LookAsync(session, ct);
        var locks = new List<ObservedLock>();
        var rewrites = new List<string>();
        long grown = 0, kept = 0;
        foreach (var seen in look.Relations)
        {
            if (_before.Contains(seen.Oid) && seen.Rank > _held.GetValueOrDefault(seen.Oid))
            {
                _held[seen.Oid] = seen.Rank;
                locks.Add(new ObservedLock(seen.Name, seen.Mode, seen.Kind));
            }

            var known = _relations.GetValueOrDefault(seen.Oid);
            if (_before.Contains(seen.Oid) && seen.File != known.File)
            {
                kept += known.Bytes;
                rewrites.Add(seen.Name);
            }

            grown += seen.Bytes - known.Bytes;
            _relations[seen.Oid] = (seen.File, seen.Bytes);
        }

        // Outside of a transaction nothing is held any more, and the whole database can be compared.
        var size = look.DatabaseBytes - _last!.DatabaseBytes ?? grown;
        return new StatementEffects(locks, rewrites, look.Wal - _last.Wal, size, kept, temporaryFiles() - _temporary);
    }

    private static async Task<Look> LookAsync(Session session, CancellationToken ct)
    {
        var rows = await session.QueryAsync(
            "statement_effects",
            row => (Wal: (long)row.Real("Wal"), DatabaseBytes: row.IsNull("DatabaseBytes") ? (long?)null : row.Number("DatabaseBytes"), Seen: row.IsNull("Oid") ? null : Seen.Read(row)),
            ct);
        return new Look(rows[0].Wal, rows[0].DatabaseBytes, [.. rows.Select(r => r.Seen).OfType<Seen>()]);
    }

    private sealed record Look(long Wal, long? DatabaseBytes, IReadOnlyList<Seen> Relations);

    private sealed record Seen(long Oid, string Name, string Kind, string Mode, long Rank, long File, long Bytes)
    {
        internal static Seen Read(Row row) => new(row.Number("Oid"), row.Text("Name"), row.Text("Kind"), row.Text("Mode"), row.Number("Rank"), row.Number("File"), row.Number("Bytes"));
    }
}
