using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Rules.Data;

/// <summary>DELETE without WHERE, or with one that is always true.</summary>
internal sealed class DeleteWithoutWhere : Rule
{
    internal override string Title => "every row of a table is deleted";

    internal override Severity Severity => Severity.Error;

    internal override IReadOnlyList<string> Aliases => ["pgfence:delete-without-where", "migrationpilot:MP080"];

    internal override IReadOnlyList<string> Kinds => ["DeleteStmt"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        if (context.Existing("relation"u8) is not { } table || context.IsBatched || !context.Body.TakesEveryRow())
            return [];

        return
        [
            new Found($"all rows of {table} are gone, each of them locked, logged and left to vacuum until then", "Say which rows with WHERE; if it must be all of them, batch it in the data script.")
            {
                Relation = context.Schema.Resolve(table),
            },
        ];
    }
}
