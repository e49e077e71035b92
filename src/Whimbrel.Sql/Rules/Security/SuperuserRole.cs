using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Rules.Security;

/// <summary>A role that gets SUPERUSER, BYPASSRLS or REPLICATION, or what amounts to it.</summary>
internal sealed class SuperuserRole : Rule
{
    internal override string Title => "a role may do everything from now on";

    internal override Severity Severity => Severity.Error;

    internal override IReadOnlyList<string> Aliases => ["migrationpilot:MP073"];

    internal override IReadOnlyList<string> Kinds => ["CreateRoleStmt", "AlterRoleStmt", "GrantRoleStmt"];

    private const string Hint = "Create roles where the server is set up, and let migrations give single rights.";

    private static readonly string[] _mighty =
        ["pg_execute_server_program", "pg_read_server_files", "pg_write_server_files", "pg_read_all_data", "pg_write_all_data", "rds_superuser", "cloudsqlsuperuser", "azure_pg_admin"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        if (context.Statement.Kind == "GrantRoleStmt")
            return Memberships(context.Body);

        var name = context.Body.Word("role"u8) ?? context.Body.Child("role"u8)?.Word("rolename"u8) ?? "the role";
        return Attributes(context.Body, name).Select(message => new Found(message, Hint));
    }

    private static IEnumerable<Found> Memberships(Node grant) => !grant.Flag("is_grant"u8)
        ? []
        : grant.Items("granted_roles"u8).Select(r => r.Unwrap().Body.Word("priv_name"u8) ?? "").Where(_mighty.Contains)
            .Select(role => new Found($"a member of {role} gets past every right on single tables", Hint)
            {
                Severity = role.EndsWith("_data", StringComparison.Ordinal) ? Severity.Warning : Severity.Error,
            });

    private static IEnumerable<string> Attributes(Node role, string name)
    {
        if (role.IsOn("options"u8, "superuser"u8))
            yield return $"{name} gets past every right, in every database of the server, and runs programs on it";
        if (role.IsOn("options"u8, "bypassrls"u8))
            yield return $"{name} reads and writes all rows of every table, whatever its policies say";
        if (role.IsOn("options"u8, "isreplication"u8))
            yield return $"{name} can copy the whole server as a replica does";
    }
}
