using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Rules.Security;

/// <summary>A password in clear text.</summary>
internal sealed class PasswordInScript : Rule
{
    internal override string Title => "a password stands in the script";

    internal override Severity Severity => Severity.Error;

    internal override IReadOnlyList<string> Kinds => ["CreateRoleStmt", "AlterRoleStmt", "CreateUserMappingStmt", "AlterUserMappingStmt", "CreateSubscriptionStmt"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        var isHere = context.Statement.Kind == "CreateSubscriptionStmt"
            ? context.Body.Word("conninfo"u8)?.Contains("password", StringComparison.OrdinalIgnoreCase) == true
            : context.Body.Items("options"u8).Select(o => o.Child("DefElem"u8)).Any(o => o is { } option && option.Is("defname"u8, "password"u8) && IsClear(option));
        return isHere
            ? [new Found("it is in the repository, in every clone of it, and in the server's log when log_statement says so", "Set it outside of migrations (\\password sends a hash), and change it now if this was ever committed.")]
            : [];
    }

    private static bool IsClear(Node option) =>
        option.Child("arg"u8)?.Child("String"u8)?.Word("sval"u8) is { Length: > 0 } text && !text.StartsWith("SCRAM-SHA-256$", StringComparison.Ordinal);
}
