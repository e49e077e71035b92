using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Rules.Objects;

/// <summary>ALTER VIEW, FUNCTION, SEQUENCE or TYPE … RENAME.</summary>
internal sealed class RenameObject : Rule
{
    internal override string Title => "an object that queries name gets another name";

    internal override Severity Severity => Severity.Warning;

    internal override bool BreaksApplication => true;

    internal override IReadOnlyList<string> Aliases => ["squawk:renaming-object"];

    internal override IReadOnlyList<string> Kinds => ["RenameStmt"];

    private static readonly string[] _named =
        ["OBJECT_VIEW", "OBJECT_MATVIEW", "OBJECT_SEQUENCE", "OBJECT_FUNCTION", "OBJECT_PROCEDURE", "OBJECT_ROUTINE", "OBJECT_AGGREGATE", "OBJECT_TYPE", "OBJECT_DOMAIN"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        var type = context.Body.Word("renameType"u8);
        var name = context.Body.Relation("relation"u8) ?? context.Body.Child("object"u8)?.NameParts().ToRelation();
        if (!_named.Contains(type, StringComparer.Ordinal) || name is not { } old || context.IsNew(old) || IsMadeHere(context, old))
            return [];

        var what = Summary.ObjectWords(type).ToLowerInvariant();
        return
        [
            new Found($"every query of the running application that names {what} {old} fails from the commit on", $"Make a second one named {context.Body.Word("newname"u8)}, and drop the old one when nothing uses it.")
            {
                Severity = type is "OBJECT_SEQUENCE" ? Severity.Info : Severity.Warning,
            },
        ];
    }

    private static bool IsMadeHere(RuleContext context, RelationName name) =>
        context.Script.Earlier.Any(e => DefinedObject.CreatedBy(e.Statement.Kind, e.Statement.Body)?.Name.Name == name.Name);
}
