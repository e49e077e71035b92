using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Locks;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.PlPgSql;

/// <summary>The locks of a statement and of all that it runs by DO and by calls.</summary>
internal static class RoutineFootprint
{
    /// <param name="inner">From <see cref="Routines.InnerStatements"/>.</param>
    /// <param name="before">The schema as the statement finds it.</param>
    internal static Footprint Of(ParsedStatement statement, IReadOnlyList<ParsedStatement> inner, DatabaseSchema before, int serverMajor)
    {
        var all = inner.Prepend(statement).Select(s => LockModel.Of(s, before, serverMajor)).ToList();
        var created = inner.SelectMany(s => CreatedTables.Of(s.Kind, s.Body)).Select(before.Resolve).ToHashSet();
        return new Footprint
        {
            Locks = [.. all.SelectMany(f => f.Locks).Where(l => !created.Contains(l.Relation)).GroupBy(l => l.Relation).Select(same => same.MaxBy(l => l.Mode)!)],
            Rewrites = [.. all.SelectMany(f => f.Rewrites).Where(r => !created.Contains(r)).Distinct()],
            Scans = [.. all.SelectMany(f => f.Scans).Where(r => !created.Contains(r)).Distinct()],
            WaitsForOldSnapshots = all.Exists(f => f.WaitsForOldSnapshots),
            RunsOutsideTransaction = all.Exists(f => f.RunsOutsideTransaction),
            Unknown = UnknownOf(inner) ?? all.Select(f => f.Unknown).FirstOrDefault(text => text is not null),
        };
    }

    private static string? UnknownOf(IReadOnlyList<ParsedStatement> inner) =>
        inner.FirstOrDefault(s => s.Kind == RoutineBody.DynamicKind) is { } dynamic ? $"line {dynamic.Line} executes a text that is known only when it runs"
        : inner.FirstOrDefault(s => s.Kind == RoutineBody.UnreadKind) is { } unread ? $"the {unread.Inside} cannot be read: {unread.Text}"
        : null;
}
