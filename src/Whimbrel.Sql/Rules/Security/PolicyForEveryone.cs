using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Rules.Security;

/// <summary>A policy that lets every role write every row.</summary>
internal sealed class PolicyForEveryone : Rule
{
    internal override string Title => "a policy lets everybody change every row";

    internal override Severity Severity => Severity.Warning;

    internal override IReadOnlyList<string> Aliases => ["migrationpilot:MP079"];

    internal override IReadOnlyList<string> Kinds => ["CreatePolicyStmt", "AlterPolicyStmt"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        var isWrite = context.Statement.Kind == "AlterPolicyStmt" || (context.Body.Flag("permissive"u8) && !context.Body.Is("cmd_name"u8, "select"u8));
        var roles = context.Body.Items("roles"u8).ToList();
        var isAnybody = roles.Count == 0 || roles.Exists(r => r.Unwrap().Body.Is("roletype"u8, "ROLESPEC_PUBLIC"u8));
        if (!isWrite || !isAnybody || !(IsTrue(context.Body.Child("qual"u8)) || IsTrue(context.Body.Child("with_check"u8))))
            return [];

        return [new Found($"{context.Body.Word("policy_name"u8)} is true of every row of {context.Body.Relation("table"u8)} and holds for every role: row level security keeps nobody out", "Name the roles (TO app), or say which rows.")];
    }

    private static bool IsTrue(Node? condition) => condition?.Child("A_Const"u8)?.Child("boolval"u8)?.Flag("boolval"u8) == true;
}
