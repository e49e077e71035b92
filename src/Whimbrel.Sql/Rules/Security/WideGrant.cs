namespace Whimbrel.Sql.Rules.Security;

/// <summary>GRANT ALL, ON ALL TABLES IN SCHEMA, or WITH GRANT OPTION.</summary>
internal sealed class WideGrant : Rule
{
    internal override string Title => "more rights are given than are named";

    internal override Severity Severity => Severity.Info;

    internal override IReadOnlyList<string> Aliases => ["migrationpilot:MP085"];

    internal override IReadOnlyList<string> Kinds => ["GrantStmt", "AlterDefaultPrivilegesStmt"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        var grant = context.Body.Child("action"u8) ?? context.Body;
        if (!grant.Flag("is_grant"u8))
            yield break;
        if (grant.Child("privileges"u8) is null && grant.Word("objtype"u8) is "OBJECT_TABLE" or "OBJECT_SCHEMA" or "OBJECT_DATABASE")
            yield return new Found("ALL has TRUNCATE, REFERENCES and TRIGGER in it, on a schema or database CREATE", "Name what the role does: SELECT, INSERT, UPDATE, DELETE.");
        if (grant.Is("targtype"u8, "ACL_TARGET_ALL_IN_SCHEMA"u8))
            yield return new Found("what is there today is in it, what a later migration makes is not", "Name the objects, and use ALTER DEFAULT PRIVILEGES for later ones.");
        if (grant.Flag("grant_option"u8))
            yield return new Found("whoever gets the right may pass it on, and to whom stands in no migration", "Leave WITH GRANT OPTION out.");
    }
}
