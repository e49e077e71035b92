using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Locks;

namespace Whimbrel.Sql.Rules.Objects;

/// <summary>CREATE TRIGGER on a table in use.</summary>
internal sealed class TriggerOnExistingTable : Rule
{
    internal override string Title => "a trigger is put on a table in use";

    internal override Severity Severity => Severity.Warning;

    internal override LockMode Lock => LockMode.ShareRowExclusive;

    internal override IReadOnlyList<string> Aliases => ["pgfence:create-trigger", "migrationpilot:MP090"];

    internal override IReadOnlyList<string> Kinds => ["CreateTrigStmt"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        if (context.Existing("relation"u8) is not { } table)
            return [];

        var name = context.Body.Word("trigname"u8);
        return
        [
            context.About(
                table,
                context.Body.Flag("row"u8)
                    ? $"{name} runs its function for every row that is written to {table}, and an error in it makes every write fail"
                    : $"{name} runs its function at every statement that writes to {table}, and an error in it makes every write fail",
                "Measure a bulk write in the rehearsal; a transaction of its own keeps the lock short.") with
            {
                Severity = context.Body.Flag("row"u8) && !KeepsColumnsEqual(context, table) ? Severity.Warning : Severity.Info,
            },
        ];
    }

    /// <summary>The column that this script adds is kept equal to an old one while both versions of the application run.</summary>
    private static bool KeepsColumnsEqual(RuleContext context, RelationName table) => context.Script.Earlier.Any(e =>
        e.Statement.Kind == "AlterTableStmt" && e.Statement.Body.Relation("relation"u8) == table && e.Statement.AddedColumns.Count > 0);
}
