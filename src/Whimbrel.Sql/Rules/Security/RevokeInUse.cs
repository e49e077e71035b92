using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Rules.Security;

/// <summary>REVOKE from a role, on an object in use.</summary>
internal sealed class RevokeInUse : Rule
{
    internal override string Title => "a right is taken away that the running application may need";

    internal override Severity Severity => Severity.Warning;

    internal override bool BreaksApplication => true;

    internal override bool AppliesToRollback => false;

    internal override IReadOnlyList<string> Aliases => ["squawk:ban-revoke"];

    internal override IReadOnlyList<string> Kinds => ["GrantStmt"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        var objects = context.Body.Items("objects"u8).ToList();
        if (context.Body.Flag("is_grant"u8) || (objects.Count > 0 && objects.TrueForAll(o => context.IsNew(o.Unwrap().Body.AsRelation()))))
            return [];

        var roles = context.Body.Items("grantees"u8).Select(g => g.Unwrap().Body.Word("rolename"u8)).OfType<string>().ToList();
        return roles.Count == 0
            ? []
            : [new Found($"what {string.Join(", ", roles)} did with it fails from the commit on, in open connections too", "Make sure that no version of the application that still runs needs it.")];
    }
}
