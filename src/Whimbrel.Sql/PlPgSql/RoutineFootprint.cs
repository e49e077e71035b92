using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Locks;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.PlPgSql;

/// <summary>The locks of a statement and of all that it runs by DO and by calls.</summary>
internal static class RoutineFootprint
{
    /// <param name="inner">From <see cref="Routines.InnerStatements"/>.</param>
    /// <param name="before">The schema as the statement finds it; what is changed inside is not heeded.</param>
    internal static Footprint Of(ParsedStatement statement, IReadOnlyList<ParsedStatement> inner, DatabaseSchema before, int serverMajor) =>
        Union([.. inner.Prepend(statement).Select(s => (s, LockModel.Of(s, before, serverMajor)))], before);

    /// <summary>What the statements create themselves is left out: nobody else can see it.</summary>
    internal static Footprint Union(IReadOnlyList<(ParsedStatement Statement, Footprint Footprint)> ran, DatabaseSchema before)
    {
        var created = ran.SelectMany(r => CreatedTables.Of(r.Statement.Kind, r.Statement.Body)).Select(before.Resolve).ToHashSet();
        var all = ran.Select(r => r.Footprint).ToList();
        return new Footprint
        {
            Locks = [.. all.SelectMany(f => f.Locks).Where(l => !created.Contains(l.Relation)).GroupBy(l => l.Relation).Select(same => same.MaxBy(l => l.Mode)!)],
            Rewrites = [.. all.SelectMany(f => f.Rewrites).Where(r => !created.Contains(r)).Distinct()],
            Scans = [.. all.SelectMany(f => f.Scans).Where(r => !created.Contains(r)).Distinct()],
            WaitsForOldSnapshots = all.Exists(f => f.WaitsForOldSnapshots),
            RunsOutsideTransaction = all.Exists(f => f.RunsOutsideTransaction),
            Unknown = ran.Select(r => UnknownOf(r.Statement)).OfType<string>().FirstOrDefault() ?? all.Select(f => f.Unknown).OfType<string>().FirstOrDefault(),
        };
    }

    private static string? UnknownOf(ParsedStatement statement) => statement.Kind switch
    {
        RoutineBody.DynamicKind => $"line {statement.Line} executes a text that is known only when it runs",
        RoutineBody.UnreadKind => $"the {statement.Inside} cannot be looked at: {statement.Text}",
        _ => null,
    };
}
