namespace Whimbrel.Sql.Rules.Security;

/// <summary>DROP ROLE.</summary>
internal sealed class DropRole : Rule
{
    internal override string Title => "a role is dropped for the whole server";

    internal override Severity Severity => Severity.Warning;

    internal override bool BreaksApplication => true;

    internal override bool AppliesToRollback => false;

    internal override IReadOnlyList<string> Kinds => ["DropRoleStmt"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        var roles = string.Join(", ", context.Body.Items("roles"u8).Select(r => r.Unwrap().Body.Word("rolename"u8)));
        return [new Found($"{roles} cannot connect to any database of the server any more; it fails if the role owns anything in another one", "Take LOGIN away first, and drop it where the server is set up.") { Safe = $"ALTER ROLE {roles} NOLOGIN;" }];
    }
}
