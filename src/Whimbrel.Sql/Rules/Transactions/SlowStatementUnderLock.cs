using Whimbrel.Sql.Locks;

namespace Whimbrel.Sql.Rules.Transactions;

/// <summary>A statement that reads or writes rows while the transaction already keeps others from a table.</summary>
internal sealed class SlowStatementUnderLock : Rule
{
    internal override string Title => "a slow statement runs while a table is locked";

    internal override Severity Severity => Severity.Warning;

    internal override IReadOnlyList<string> Aliases => ["eugene:E4", "eugene:E16", "pgfence:statement-after-access-exclusive"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        var held = context.Script.Held.Count > 0 && IsSlow(context) ? context.Script.Held.MaxBy(h => h.Lock.Mode) : default;
        if (held.Statement is null || !held.Lock.Mode.BlocksWrites())
            return [];

        return
        [
            new Found(
                $"{held.Lock.Relation} stays locked from line {held.Statement.Line} on ({held.Lock.Mode.Name()}) for as long as this takes, and {Who(held.Lock.Mode)} on it waits",
                "Put it before the statement that takes the lock, or into a migration of its own.") { Relation = held.Lock.Relation },
        ];
    }

    private static string Who(LockMode mode) => mode.BlocksReads() ? "every query" : "every INSERT, UPDATE and DELETE";

    /// <summary>It looks at rows that were there before; a rewrite has a rule of its own.</summary>
    private static bool IsSlow(RuleContext context) =>
        context.Footprint.Rewrites.Count == 0 && (context.Footprint.Scans.Any(scanned => !context.IsNew(scanned)) || MovesRows(context));

    private static bool MovesRows(RuleContext context) => context.Statement.Kind switch
    {
        "SelectStmt" or "UpdateStmt" or "DeleteStmt" or "MergeStmt" or "CreateTableAsStmt" or "RefreshMatViewStmt" => ReadsOld(context),
        "InsertStmt" => context.Body.Child("selectStmt"u8)?.Child("SelectStmt"u8) is { } from && !from.Items("valuesLists"u8).Any() && ReadsOld(context),
        "CopyStmt" => true,
        _ => false,
    };

    private static bool ReadsOld(RuleContext context) =>
        context.Statement.Named.Relations.Any(relation => !context.IsNew(relation));
}
