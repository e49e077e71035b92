using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Rules.Data;

/// <summary>Rows with numbers of their own go into a table that numbers its rows, and its sequence is left behind.</summary>
internal sealed class SequenceNotReset : LookBackRule
{
    internal override string Title => "a sequence does not know of numbers that were inserted";

    internal override Severity Severity => Severity.Warning;

    internal override IReadOnlyList<string> Aliases => ["migrationpilot:MP059"];

    internal override IReadOnlyList<string> Kinds => ["InsertStmt", "CopyStmt"];

    internal override IEnumerable<Found> CheckEnd(ScriptState script)
    {
        if (script.Of("AT_SetIdentity").Count > 0 || script.Of("SelectStmt").Concat(script.Of("AlterSeqStmt")).Any(MovesSequence))
            return [];

        return script.Earlier.Select(e => e.Statement)
            .Where(s => s.Kind is "InsertStmt" or "CopyStmt" && Numbered(script, s) is not null)
            .DistinctBy(s => s.Body.Relation("relation"u8))
            .Select(s => (Statement: s, Table: s.Body.Relation("relation"u8) ?? default))
            .Select(s => Found(s.Statement, s.Table, Numbered(script, s.Statement) ?? "", script.Schema.Find(s.Table) is { IsPartlyKnown: false }));
    }

    private static Found Found(ParsedStatement statement, RelationName table, string column, bool isKnown) => new(
        $"{table}.{column} gets numbers that its sequence{(isKnown ? "" : ", if it has one,")} does not know: the next INSERT of the application may hit one of them and fail",
        "Set the sequence behind the last number.")
    {
        At = statement,
        Severity = isKnown ? Severity.Warning : Severity.Info,
        Safe = $"SELECT setval(pg_get_serial_sequence('{Identifier.Quote(table)}', '{column}'), (SELECT max({Identifier.Quote(column)}) FROM {Identifier.Quote(table)}));",
    };

    /// <summary>The column that numbers itself, and is given a value all the same.</summary>
    private static string? Numbered(ScriptState script, ParsedStatement statement)
    {
        if (statement.Body.Relation("relation"u8) is not { } table)
            return null;

        var given = statement.Kind == "CopyStmt"
            ? statement.Body.Flag("is_from"u8) ? statement.Body.Items("attlist"u8).Select(a => a.NameParts()[0]) : []
            : statement.Body.Items("cols"u8).Select(c => c.Unwrap().Body.Word("name"u8) ?? "");
        return script.Schema.Find(table) is { IsPartlyKnown: false } known
            ? given.FirstOrDefault(name => known.Column(name) is { } column && (column.IsIdentity || IsSerial(script, known, column)))
            : given.FirstOrDefault(name => name == "id" && GivesNumber(statement.Body));
    }

    /// <summary>Where the table is not known: a number for id, written out as the first value.</summary>
    private static bool GivesNumber(Node insert) =>
        insert.Items("cols"u8).Select(c => c.Unwrap().Body.Word("name"u8)).FirstOrDefault() == "id"
        && insert.Child("selectStmt"u8)?.Unwrap().Body.Items("valuesLists"u8).Take(1).SelectMany(row => row.Unwrap().Body.Items("items"u8)).Take(1)
            .Any(value => value.Child("A_Const"u8)?.Child("ival"u8) is not null) == true;

    private static bool IsSerial(ScriptState script, Relation table, Column column) =>
        column.HasDefault && script.Schema.SequencesOf(table.Name).Any(sequence => sequence.OwnedByColumn == column.Name);

    private static bool MovesSequence(ParsedStatement statement) => statement.Kind switch
    {
        "SelectStmt" => statement.Body.Calls().Contains("setval", StringComparer.Ordinal),
        "AlterSeqStmt" => statement.Body.HasOption("options"u8, "restart"u8),
        _ => false,
    };
}
