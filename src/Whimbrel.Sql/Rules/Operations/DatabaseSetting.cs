namespace Whimbrel.Sql.Rules.Operations;

/// <summary>ALTER DATABASE or ROLE … SET.</summary>
internal sealed class DatabaseSetting : Rule
{
    internal override string Title => "a setting counts for new sessions only";

    internal override Severity Severity => Severity.Warning;

    internal override IReadOnlyList<string> Aliases => ["squawk:ban-alter-database-options"];

    internal override IReadOnlyList<string> Kinds => ["AlterDatabaseSetStmt", "AlterRoleSetStmt"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        var name = context.Body.Child("setstmt"u8)?.Word("name"u8) ?? "every setting";
        var owner = context.Body.Word("dbname"u8) is { } database ? $"database {database}" : $"role {context.Body.Child("role"u8)?.Word("rolename"u8) ?? "ALL"}";
        return
        [
            new Found(
                $"{name} of {owner} changes for connections that are opened from now on: the application's pool has both kinds until it is restarted",
                "Set it before the migration that needs it, and restart the application in between."),
        ];
    }
}
