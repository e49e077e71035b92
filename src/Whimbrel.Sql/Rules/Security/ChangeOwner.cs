using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Rules.Security;

/// <summary>ALTER … OWNER TO on an object in use.</summary>
internal sealed class ChangeOwner : Rule
{
    internal override string Title => "an object in use gets another owner";

    internal override Severity Severity => Severity.Warning;

    internal override bool AppliesToRollback => false;

    internal override IReadOnlyList<string> Aliases => ["migrationpilot:MP091"];

    internal override IReadOnlyList<string> Kinds => ["AT_ChangeOwner", "AlterOwnerStmt", "ReassignOwnedStmt"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        var name = context.Statement.Kind switch
        {
            "AlterTableStmt" => context.Commands("AT_ChangeOwner").Count > 0 ? context.Existing("relation"u8)?.ToString() : null,
            "AlterOwnerStmt" => context.Body.Child("object"u8)?.NameParts() is { Count: > 0 } parts && !IsMadeHere(context, parts[^1]) ? string.Join('.', parts) : null,
            _ => "everything of a role",
        };
        return name is null
            ? []
            : [new Found($"the former owner of {name} keeps no right on it but those that were granted: an application that connects as that role fails", "Grant what it needs in the same transaction.")];
    }

    private static bool IsMadeHere(RuleContext context, string name) => context.Script.Earlier.Any(e =>
        DefinedObject.CreatedBy(e.Statement.Kind, e.Statement.Body)?.Name.Name == name
        || (e.Statement.Kind == "CreateSchemaStmt" && e.Statement.Body.Word("schemaname"u8) == name));
}
