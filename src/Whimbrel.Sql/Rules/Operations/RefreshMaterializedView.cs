using Whimbrel.Sql.Locks;

namespace Whimbrel.Sql.Rules.Operations;

/// <summary>REFRESH MATERIALIZED VIEW without CONCURRENTLY, or WITH NO DATA.</summary>
internal sealed class RefreshMaterializedView : Rule
{
    internal override string Title => "a materialized view cannot be read while it is filled anew";

    internal override Severity Severity => Severity.Error;

    internal override LockMode Lock => LockMode.AccessExclusive;

    internal override IReadOnlyList<string> Aliases => ["pgfence:refresh-matview-blocking", "migrationpilot:MP033"];

    internal override IReadOnlyList<string> Kinds => ["RefreshMatViewStmt"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        if (context.Body.Flag("concurrent"u8) || context.Existing("relation"u8) is not { } view)
            return [];

        if (context.Body.Flag("skipData"u8))
            return [context.About(view, $"{view} is emptied, and every query on it fails until it is filled", "Leave WITH NO DATA out.")];

        return
        [
            context.About(view, $"nobody reads {view} until its query is through", "CONCURRENTLY lets reads go on; it needs a unique index on the view, without WHERE and over plain columns.") with
            {
                Safe = $"REFRESH MATERIALIZED VIEW CONCURRENTLY {Identifier.Quote(view)};",
                Severity = context.BySize(view),
            },
        ];
    }
}
