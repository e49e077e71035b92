using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Rules.Tables;

/// <summary>CREATE TEMPORARY TABLE that outlives its transaction.</summary>
internal sealed class TemporaryTableLeft : LookBackRule
{
    internal override string Title => "a temporary table stays in the session after its transaction";

    internal override Severity Severity => Severity.Info;

    internal override IReadOnlyList<string> Kinds => ["CreateStmt"];

    internal override IEnumerable<Found> CheckEnd(ScriptState script) => script.Of("CreateStmt")
        .Where(s => s.Body.Child("relation"u8)?.Is("relpersistence"u8, "t"u8) == true && !s.Body.Is("oncommit"u8, "ONCOMMIT_DROP"u8))
        .Where(s => !IsDropped(script, s.Body.Relation("relation"u8)))
        .Select(s => new Found(
            $"temporary table {s.Body.Relation("relation"u8)} stays until the session ends and hides a table of the same name from the statements behind it",
            "Write ON COMMIT DROP, or drop it at the end.")
        { At = s });

    private static bool IsDropped(ScriptState script, RelationName? table) =>
        script.Of("DropStmt").Any(s => s.Body.Items("objects"u8).Any(o => o.NameParts().ToRelation()?.Name == table?.Name));
}
