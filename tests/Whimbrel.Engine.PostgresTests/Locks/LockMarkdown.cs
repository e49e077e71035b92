using System.Text;
using Whimbrel.Sql.Locks;

namespace Whimbrel.Engine.PostgresTests.Locks;

/// <summary>docs/locks.md, from what was proved.</summary>
internal static class LockMarkdown
{
    private const string Head = """
        # Locks

        What each form of SQL locks, on PostgreSQL {majors}. Whimbrel knows it before a statement runs; this table is what it says, and a test runs all
        {forms} forms on a real server of each major and compares: every relation with its strongest mode (pg_locks), every new relfilenode, every table
        that is read under a lock that stops others, SQLSTATE 25001, and who a statement that cannot be in a transaction waits for.

        The tables are those of [fixture.sql](../tests/Whimbrel.Engine.PostgresTests/Locks/forms/fixture.sql): `events`, `logs` and `keyed` are partitioned,
        `dogs` and `puppies` inherit from `animals`, `orders` and `events` have foreign keys to `customers`, `readers` to `keyed`, `tree` to itself.

        - **W** is written anew (another file, with rows in it), **R** is read from end to end while the locks are held.
        - Not listed: the catalogue's own relations and TOAST; relations that the statement itself makes; an index that is only opened, in RowExclusiveLock
          or less, by whoever reads or writes its table. INSERT gives back its locks on indexes before it ends.
        - Newer minor releases (15.20, not 15.18) also hold in AccessShareLock the sequences and types that a definition refers to: it stops nobody but
          who drops them.
        - *and* … says what the statement may lock besides, where only the server can know.
        - SET LOGGED, SET UNLOGGED, SET ACCESS METHOD and SET TABLESPACE are taken to change something: where it is so already, nothing is written.
        - timestamp ↔ timestamptz writes nothing where the session's time zone is UTC.
        - The partition that ATTACH takes, and the default partition, are taken to be read: a CHECK that proves their rows spares that.
        - What triggers do, and functions, is not in this table. The grammar is that of PostgreSQL 17: NOT NULL … NOT VALID, NOT ENFORCED and virtual columns
          of 18 are not read yet.

        """;

    internal static string Of(IReadOnlyList<ProvedForm> proved)
    {
        var text = new StringBuilder(Head.Replace("{majors}", $"{Servers.Majors[0]} … {Servers.Majors[^1]}", StringComparison.Ordinal).Replace("{forms}", $"{proved.DistinctBy(p => p.Form.Sql, StringComparer.Ordinal).Count()}", StringComparison.Ordinal));
        foreach (var family in proved.GroupBy(p => p.Form.Family, StringComparer.Ordinal))
        {
            _ = text.Append($"\n## {family.Key}\n\n| Form | Locks | Besides |\n|---|---|---|\n");
            foreach (var form in family.GroupBy(p => p.Form.Sql, StringComparer.Ordinal))
            {
                _ = text.Append(Row(form.Key, [.. form]));
            }
        }

        return text.ToString();
    }

    private static string Row(string sql, List<ProvedForm> onMajors)
    {
        // Neighbouring majors that say the same are one.
        var groups = new List<(int First, int Last, string Locks, string Besides)>();
        foreach (var form in onMajors)
        {
            var (major, locks, besides) = (form.Major, Locks(form), Besides(form));
            if (groups.Count > 0 && groups[^1].Locks == locks && groups[^1].Besides == besides)
            {
                groups[^1] = groups[^1] with { Last = major };
            }
            else
            {
                groups.Add((major, major, locks, besides));
            }
        }

        var isOne = groups.Count == 1 && groups[0].First == Servers.Majors[0];
        return $"| `{sql.Replace("|", "\\|", StringComparison.Ordinal)}` | {Column(groups.Select(g => (g.First, g.Last, g.Locks)), isOne)} | {Column(groups.Select(g => (g.First, g.Last, g.Besides)), isOne)} |\n";
    }

    private static string Column(IEnumerable<(int First, int Last, string Text)> groups, bool isOne) => string.Join("<br>", groups.Where(g => isOne || g.Text.Length > 0)
        .Select(g => isOne ? g.Text : $"{(g.First == g.Last ? $"{g.First}" : $"{g.First}–{g.Last}")}: {g.Text}"));

    private static string Locks(ProvedForm form) => form.Said.Locks.Count == 0 ? "none" : string.Join("; ", form.Said.Locks.GroupBy(l => l.Mode).OrderByDescending(g => g.Key)
        .Select(g => $"{g.Key}: {Names(form, [.. g])}"));

    private static string Besides(ProvedForm form) => string.Join("; ", new[]
    {
        form.Said.Rewrites.Count > 0 ? $"**W** {Names(form, [.. form.Said.Rewrites.Select(r => new RelationLock(r, LockMode.None))])}" : null,
        form.Said.Scans.Count > 0 ? $"**R** {Names(form, [.. form.Said.Scans.Select(r => new RelationLock(r, LockMode.None))])}" : null,
        form.Said.WaitsForOldSnapshots ? "waits for old snapshots" : null,
        form.Said.RunsOutsideTransaction ? "not in a transaction" : null,
        form.Said.Unknown is { } unknown ? $"*and* {unknown}" : null,
    }.OfType<string>());

    /// <summary>A table with all its indexes is one entry.</summary>
    private static string Names(ProvedForm form, List<RelationLock> relations)
    {
        var names = relations.Select(r => r.Relation).ToHashSet();
        var whole = names.Where(n => form.Schema.IndexesOf(n).Any() && form.Schema.IndexesOf(n).All(i => names.Contains(i.Name))).ToHashSet();
        return string.Join(", ", relations.Where(r => form.Schema.Find(r.Relation)?.Index is not { } index || !whole.Contains(index.Table))
            .OrderBy(r => r.Relation.Name, StringComparer.Ordinal)
            .Select(r => r.Relation.Name + (whole.Contains(r.Relation) ? " and its indexes" : "") + (r.Why is null ? "" : $" ({r.Why})")));
    }
}
