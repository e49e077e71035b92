using Whimbrel.Engine.Postgres;

namespace Whimbrel.Engine.Rehearsals;

/// <summary>A lock that a statement took on a relation that was there before.</summary>
/// <param name="Relation">With its schema, quoted where it must be.</param>
/// <param name="Mode">As pg_locks has it.</param>
public sealed record ObservedLock(string Relation, string Mode);

/// <summary>What a statement did on the copy.</summary>
/// <param name="Rewrites">The relations that were written anew: their files are others.</param>
/// <param name="WalBytes">All WAL of the server meanwhile, where nobody else works.</param>
public sealed record StatementEffects(IReadOnlyList<ObservedLock> Locks, IReadOnlyList<string> Rewrites, long WalBytes);

/// <summary>Looks at what each statement of a script does to the copy: its locks, the files that it replaces, its WAL.</summary>
public sealed class StatementObserver
{
    private readonly Dictionary<long, long> _files = [];
    private readonly Dictionary<long, long> _held = [];
    private long _wal;

    /// <summary>Remembers which relations there are: only those count.</summary>
    internal async Task BeginScriptAsync(Session other, CancellationToken ct)
    {
        _files.Clear();
        _held.Clear();
        foreach (var (oid, file) in await other.QueryAsync("relation_files", row => (row.Number("Oid"), row.Number("File")), ct))
        {
            _files[oid] = file;
        }
    }

    /// <summary>A transaction has begun, or is begun anew: it holds nothing.</summary>
    internal void BeginTransaction() => _held.Clear();

    internal async Task BeforeAsync(Session session, CancellationToken ct) => _wal = (await LookAsync(session, ct)).Wal;

    internal async Task<StatementEffects> AfterAsync(Session session, CancellationToken ct)
    {
        var (wal, relations) = await LookAsync(session, ct);
        var locks = new List<ObservedLock>();
        var rewrites = new List<string>();
        foreach (var seen in relations.Where(r => _files.ContainsKey(r.Oid)))
        {
            if (seen.Rank > _held.GetValueOrDefault(seen.Oid))
            {
                _held[seen.Oid] = seen.Rank;
                locks.Add(new ObservedLock(seen.Name, seen.Mode));
            }

            if (seen.File != _files[seen.Oid])
            {
                _files[seen.Oid] = seen.File;
                rewrites.Add(seen.Name);
            }
        }

        return new StatementEffects(locks, rewrites, wal - _wal);
    }

    private static async Task<(long Wal, IReadOnlyList<Seen> Relations)> LookAsync(Session session, CancellationToken ct)
    {
        var rows = await session.QueryAsync("statement_effects", row => (Wal: (long)row.Real("Wal"), Seen: row.IsNull("Oid") ? null : new Seen(row.Number("Oid"), row.Text("Name"), row.Text("Mode"), row.Number("Rank"), row.Number("File"))), ct);
        return (rows[0].Wal, [.. rows.Select(r => r.Seen).OfType<Seen>()]);
    }

    private sealed record Seen(long Oid, string Name, string Mode, long Rank, long File);
}
