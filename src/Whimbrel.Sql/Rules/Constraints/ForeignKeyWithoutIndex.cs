using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Rules.Constraints;

/// <summary>A foreign key whose columns no index begins with, once the script is over.</summary>
internal sealed class ForeignKeyWithoutIndex : LookBackRule
{
    internal override string Title => "a foreign key has no index on the side that refers";

    internal override Severity Severity => Severity.Warning;

    internal override bool AppliesToRollback => false;

    internal override IReadOnlyList<string> Aliases => ["eugene:E15", "pgfence:fk-missing-index", "migrationpilot:MP016"];

    internal override IReadOnlyList<string> Kinds => ["CreateStmt", "AT_AddColumn", "AT_AddConstraint"];

    internal override IEnumerable<Found> CheckEnd(ScriptState script) => script.Earlier
        .Where(e => e.Statement.Kind is "AlterTableStmt" or "CreateStmt" && e.Statement.Body.Relation("relation"u8) is not null)
        .SelectMany(e => e.Statement.AddedWithColumns.Where(c => c.Constraint.Is("contype"u8, "CONSTR_FOREIGN"u8))
            .Select(c => (e.Statement, c.Constraint, c.Columns)))
        .Select(key => About(script.Schema, key.Statement, key.Constraint, key.Columns))
        .OfType<Found>();

    private static Found? About(DatabaseSchema schema, ParsedStatement statement, Node constraint, List<string> columns)
    {
        if (statement.Body.Relation("relation"u8) is not { } table || schema.Find(table) is not { } known || IsIndexed(schema, known, columns))
            return null;

        return new Found(
            $"no index of {table} begins with {string.Join(", ", columns)}: each DELETE in {constraint.Relation("pktable"u8)}, and each UPDATE of its key, reads the whole of {table}",
            "Build the index too, in a migration of its own.")
        {
            At = statement,
            Relation = known.Name,
            Severity = known.CreatedBy is null ? Severity.Warning : Severity.Info,
            IsMendedBy = later => later.Find(known.Name) is not { } then || IsIndexed(later, then, columns),
            Safe = $"CREATE INDEX CONCURRENTLY {Identifier.Quote($"{table.Name}_{string.Join('_', columns)}")} ON {Identifier.Quote(table)} ({string.Join(", ", columns.Select(Identifier.Quote))});",
        };
    }

    /// <summary>All the columns in front, in any order; an index on a part of the rows does not serve.</summary>
    private static bool IsIndexed(DatabaseSchema schema, Relation table, List<string> columns) =>
        schema.IndexesOf(table.Name).Any(i => i.Index is { IsPartial: false, Method: "btree" or "hash" } index && Begins(index.Columns, columns))
        || table.Constraints.Any(c => c.Kind is ConstraintKind.PrimaryKey or ConstraintKind.Unique && Begins(c.Columns, columns));

    private static bool Begins(IReadOnlyList<string?> indexed, List<string> columns) =>
        indexed.Count >= columns.Count && indexed.Take(columns.Count).All(column => column is not null
            && columns.Contains(column, StringComparer.Ordinal));
}
