using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Rules.Types;

/// <summary>ALTER TYPE … ADD, DROP, ALTER or RENAME ATTRIBUTE.</summary>
internal sealed class AlterCompositeType : Rule
{
    internal override string Title => "a composite type changes under what uses it";

    internal override Severity Severity => Severity.Warning;

    internal override bool BreaksApplication => true;

    internal override IReadOnlyList<string> Aliases => ["squawk:ban-add-composite-attribute"];

    internal override IReadOnlyList<string> Kinds => ["AlterTableStmt", "RenameStmt"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        var isRename = context.Statement.Kind == "RenameStmt";
        if (!context.Body.Is(isRename ? "relationType"u8 : "objtype"u8, "OBJECT_TYPE"u8) || context.Body.Relation("relation"u8) is not { } type || IsMadeHere(context, type))
            return [];

        return
        [
            new Found(
                $"the values of {type} that the application and functions build with ROW(…) or read by name no longer fit; CASCADE changes typed tables along with it, and a changed type writes them anew",
                "Make a new type, and move the columns that use the old one to it."),
        ];
    }

    private static bool IsMadeHere(RuleContext context, RelationName type) => context.IsNew(type)
        || context.Script.Of("CompositeTypeStmt").Any(s => s.Body.Relation("typevar"u8)?.Name == type.Name);
}
