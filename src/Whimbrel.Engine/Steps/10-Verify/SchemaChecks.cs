using Whimbrel.Engine.Migrations;
using Whimbrel.Engine.Postgres;
using Whimbrel.Sql;

namespace Whimbrel.Engine.Steps.Verify;

/// <summary>The runbook's look at the schema: the version's row, the new tables with columns, indexes and constraints.</summary>
internal static class SchemaChecks
{
    public static async Task<IReadOnlyList<Check>> RunAsync(Session session, VersionTable versions, Migration migration, CancellationToken ct)
    {
        var isRecorded = await versions.HasAsync(session, migration.Version, ct);
        var checks = new List<Check> { new($"version {migration.Version}", isRecorded, isRecorded ? $"recorded in {versions.Name}" : $"not in {versions.Name}") };
        var dropped = migration.Script.Statements.Where(s => s.Kind == "DropStmt").SelectMany(s => s.Relations).ToHashSet();
        foreach (var table in migration.Script.Statements.SelectMany(s => s.Creates).Distinct().Where(t => !dropped.Contains(t)))
        {
            checks.AddRange(await CheckTableAsync(session, table, ct));
        }

        return checks;
    }

    private static async Task<IReadOnlyList<Check>> CheckTableAsync(Session session, RelationName table, CancellationToken ct)
    {
        var shapes = await session.QueryAsync(
            "table_shape",
            row => (Columns: row.Number("Columns"), Indexes: row.Number("Indexes"), Invalid: row.OptionalText("InvalidIndexes"), Constraints: row.Number("Constraints"), NotValidated: row.OptionalText("NotValidated")),
            ct,
            new QualifiedName(table.Schema, table.Name).Quoted);
        if (shapes.Count == 0)
        {
            // A temporary table, or one in a schema that only the script had in its search_path.
            return [new Check($"table {table}", Ok: true, "not to be seen from this session's search_path")];
        }

        var shape = shapes[0];
        return
        [
            new Check($"table {table}", Ok: true, $"{shape.Columns} columns, {shape.Indexes} indexes, {shape.Constraints} constraints"),
            new Check($"indexes of {table}", shape.Invalid is null, shape.Invalid is null ? "all valid" : $"INVALID: {shape.Invalid}"),
            new Check($"constraints of {table}", Ok: true, shape.NotValidated is null ? "all validated" : $"not validated: {shape.NotValidated}"),
        ];
    }
}
