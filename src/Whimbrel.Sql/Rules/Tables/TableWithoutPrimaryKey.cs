using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Rules.Tables;

/// <summary>CREATE TABLE that no statement of the script gives a primary key.</summary>
internal sealed class TableWithoutPrimaryKey : LookBackRule
{
    internal override string Title => "a table has no primary key";

    internal override Severity Severity => Severity.Warning;

    internal override IReadOnlyList<string> Aliases => ["migrationpilot:MP045"];

    internal override IReadOnlyList<string> Kinds => ["CreateStmt"];

    internal override IEnumerable<Found> CheckEnd(ScriptState script) => script.Of("CreateStmt")
        .Where(s => NeedsKey(s.Body) && !GetsKeyOrGoes(script, s.Body.Relation("relation"u8)))
        .Select(s => new Found(
            $"{s.Body.Relation("relation"u8)} has no primary key: nothing tells its rows apart, and with logical replication UPDATE and DELETE on it fail",
            "Give it one, a bigint GENERATED ALWAYS AS IDENTITY if nothing in it serves.")
        {
            At = s,
            Relation = s.Body.Relation("relation"u8),
        });

    /// <summary>A partition has its parent's key, a typed table and a copied one may have that of their model.</summary>
    private static bool NeedsKey(Node table) =>
        table.Child("relation"u8)?.Is("relpersistence"u8, "t"u8) == false
        && table.Child("inhRelations"u8) is null
        && table.Child("ofTypename"u8) is null
        && !table.Items("tableElts"u8).Any(e => e.Child("TableLikeClause"u8) is not null || IsKey(e) || HasKey(e));

    private static bool HasKey(Node element) => element.Child("ColumnDef"u8) is { } column && column.Items("constraints"u8).Any(IsKey);

    private static bool IsKey(Node element) => element.Child("Constraint"u8)?.Is("contype"u8, "CONSTR_PRIMARY"u8) == true;

    private static bool GetsKeyOrGoes(ScriptState script, RelationName? table) =>
        script.Of("AlterTableStmt").Any(s => s.Body.Relation("relation"u8)?.Name == table?.Name
            && s.Commands.Any(c => c.Body.Child("def"u8) is { } added && (IsKey(added) || HasKey(added))))
        || script.Of("DropStmt").Any(s => s.Body.Items("objects"u8).Any(o => o.NameParts().ToRelation()?.Name == table?.Name));
}
