using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Rules.Tables;

/// <summary>autovacuum_enabled = false for a table.</summary>
internal sealed class AutovacuumDisabled : Rule
{
    internal override string Title => "autovacuum is turned off for a table";

    internal override Severity Severity => Severity.Warning;

    internal override IReadOnlyList<string> Aliases => ["migrationpilot:MP066"];

    internal override IReadOnlyList<string> Kinds => ["AT_SetRelOptions", "CreateStmt"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        var isOff = context.Body.IsOff("options"u8, "autovacuum_enabled"u8)
            || context.Commands("AT_SetRelOptions").Any(c => c.Child("def"u8)?.Unwrap().Body.IsOff("items"u8, "autovacuum_enabled"u8) == true);
        if (!isOff || context.Body.Relation("relation"u8) is not { } table)
            return [];

        return
        [
            new Found(
                $"dead rows of {table} are no longer removed and its statistics grow old; a vacuum against wraparound comes all the same, and is then a long one",
                "Leave it on and tune it: autovacuum_vacuum_scale_factor, autovacuum_vacuum_cost_delay.")
            {
                Safe = $"ALTER TABLE {Identifier.Quote(table)} SET (autovacuum_vacuum_scale_factor = 0.01);",
                Relation = context.Schema.Resolve(table),
            },
        ];
    }
}
