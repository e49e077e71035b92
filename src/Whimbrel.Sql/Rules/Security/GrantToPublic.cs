namespace Whimbrel.Sql.Rules.Security;

/// <summary>GRANT … TO PUBLIC.</summary>
internal sealed class GrantToPublic : Rule
{
    internal override string Title => "a right is given to every role";

    internal override Severity Severity => Severity.Warning;

    internal override IReadOnlyList<string> Aliases => ["migrationpilot:MP085"];

    internal override IReadOnlyList<string> Kinds => ["GrantStmt", "AlterDefaultPrivilegesStmt"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        var grant = context.Body.Child("action"u8) ?? context.Body;
        if (!grant.Flag("is_grant"u8) || !grant.Items("grantees"u8).Any(g => g.Unwrap().Body.Is("roletype"u8, "ROLESPEC_PUBLIC"u8)))
            return [];

        var privileges = grant.Items("privileges"u8).Select(p => p.Unwrap().Body.Word("priv_name"u8)?.ToUpperInvariant()).ToList();
        var isCreate = grant.Is("objtype"u8, "OBJECT_SCHEMA"u8) && (privileges.Count == 0 || privileges.Contains("CREATE", StringComparer.Ordinal));
        return
        [
            new Found(
                isCreate
                    ? "every role that can connect may put functions and tables into the schema that others then run or read in place of the right ones"
                    : $"every role that can connect, now or later, gets {(privileges.Count == 0 ? "ALL" : string.Join(", ", privileges))}",
                "Name the roles that need it.") { Severity = isCreate ? Severity.Error : Severity.Warning },
        ];
    }
}
