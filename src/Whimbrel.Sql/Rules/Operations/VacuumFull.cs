using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Locks;

namespace Whimbrel.Sql.Rules.Operations;

/// <summary>VACUUM FULL.</summary>
internal sealed class VacuumFull : Rule
{
    internal override string Title => "a table is copied to shrink it while nobody can read it";

    internal override Severity Severity => Severity.Error;

    internal override LockMode Lock => LockMode.AccessExclusive;

    internal override IReadOnlyList<string> Aliases => ["pgfence:vacuum-full", "migrationpilot:MP006", "squawk:prefer-repack"];

    internal override IReadOnlyList<string> Kinds => ["VacuumStmt"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        if (!context.Body.IsOn("options"u8, "full"u8))
            return [];

        var tables = context.Body.Items("rels"u8).Select(r => r.Unwrap().Body.Relation("relation"u8)).OfType<RelationName>().ToList();
        return tables.Count == 0
            ? [new Found("every table of the database is copied, one after the other, and locked meanwhile", "Plain VACUUM is enough unless space must go back to the file system; then use pg_repack.") { Safe = "VACUUM (ANALYZE);" }]
            : tables.Where(table => !context.IsNew(table)).Select(table => context.About(
                table,
                $"{table} is copied row by row with all its indexes, and needs as much free disk as it has live rows",
                "Plain VACUUM is enough unless space must go back to the file system; then use pg_repack, which locks for moments only.") with
            {
                Safe = $"VACUUM (ANALYZE) {Identifier.Quote(table)};",
                Severity = context.BySize(table),
            });
    }
}
