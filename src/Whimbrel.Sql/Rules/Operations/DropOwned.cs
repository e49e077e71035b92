using Whimbrel.Sql.Locks;

namespace Whimbrel.Sql.Rules.Operations;

/// <summary>DROP OWNED BY.</summary>
internal sealed class DropOwned : Rule
{
    internal override string Title => "everything that a role owns is dropped";

    internal override Severity Severity => Severity.Error;

    internal override LockMode Lock => LockMode.AccessExclusive;

    internal override bool BreaksApplication => true;

    internal override bool AppliesToRollback => false;

    internal override IReadOnlyList<string> Kinds => ["DropOwnedStmt"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        var roles = string.Join(", ", context.Body.Items("roles"u8).Select(r => r.Unwrap().Body.Word("rolename"u8) ?? "the current role"));
        return [new Found($"all tables, functions and rights of {roles} in this database go, however many there are", "Name what is to go, one by one; REASSIGN OWNED keeps the objects.") { Safe = $"REASSIGN OWNED BY {roles} TO CURRENT_USER;" }];
    }
}
