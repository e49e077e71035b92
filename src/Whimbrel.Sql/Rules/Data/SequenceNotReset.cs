using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Rules.Data;

/// <summary>Rows with numbers of their own go into a table that numbers its rows, and its sequence is left behind.</summary>
internal sealed class SequenceNotReset : Rule
{
    internal override string Title => "a sequence does not know of numbers that were inserted";

    internal override Severity Severity => Severity.Warning;

    internal override IReadOnlyList<string> Aliases => ["migrationpilot:MP059"];

    internal override IEnumerable<Found> CheckEnd(ScriptState script)
    {
        if (script.Earlier.Any(e => MovesSequence(e.Statement)))
            return [];

        return script.Earlier.Select(e => e.Statement)
            .Where(s => s.Kind is "InsertStmt" or "CopyStmt" && Numbered(script, s) is not null)
            .DistinctBy(s => s.Body.Relation("relation"u8))
            .Select(s => Found(s, s.Body.Relation("relation"u8) ?? default, Numbered(script, s) ?? ""));
    }

    private static Found Found(ParsedStatement statement, RelationName table, string column) => new(
        $"{table}.{column} gets numbers that its sequence does not know: the next INSERT of the application may hit one of them and fail",
        "Set the sequence behind the last number.")
    {
        At = statement,
        Safe = $"SELECT setval(pg_get_serial_sequence('{Identifier.Quote(table)}', '{column}'), (SELECT max({Identifier.Quote(column)}) FROM {Identifier.Quote(table)}));",
    };

    /// <summary>The column that numbers itself, and is given a value all the same; that is written so with OVERRIDING SYSTEM VALUE.</summary>
    private static string? Numbered(ScriptState script, ParsedStatement statement)
    {
        if (statement.Body.Relation("relation"u8) is not { } table || script.Schema.Find(table) is not { } known)
            return null;

        var given = statement.Kind == "CopyStmt"
            ? statement.Body.Flag("is_from"u8) ? statement.Body.Items("attlist"u8).Select(a => a.NameParts()[0]) : []
            : statement.Body.Items("cols"u8).Select(c => c.Unwrap().Body.Word("name"u8) ?? "");
        return given.FirstOrDefault(name => known.Column(name) is { } column && (column.IsIdentity || IsSerial(script, known, column)));
    }

    private static bool IsSerial(ScriptState script, Relation table, Column column) =>
        column is { HasDefault: true, Type: "integer" or "bigint" or "smallint"}
        && script.Schema.Relations.Any(r => r.Kind == RelationKind.Sequence && r.OwnedBy == table.Name && r.Name.Name == $"{table.Name.Name}_{column.Name}_seq");

    private static bool MovesSequence(ParsedStatement statement) => statement.Kind switch
    {
        "SelectStmt" => statement.Body.Calls().Contains("setval", StringComparer.Ordinal),
        "AlterSeqStmt" => statement.Body.HasOption("options"u8, "restart"u8),
        "AlterTableStmt" => statement.Body.Items("cmds"u8).Any(c => c.Unwrap().Body.Is("subtype"u8, "AT_SetIdentity"u8)),
        _ => false,
    };
}
