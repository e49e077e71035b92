using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Rules.Security;

/// <summary>A SECURITY DEFINER function without a search_path of its own.</summary>
internal sealed class SecurityDefinerSearchPath : Rule
{
    internal override string Title => "a function runs with its owner's rights and its caller's search_path";

    internal override Severity Severity => Severity.Warning;

    internal override IReadOnlyList<string> Aliases => ["migrationpilot:MP099"];

    internal override IReadOnlyList<string> Kinds => ["CreateFunctionStmt", "AlterFunctionStmt"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        var list = context.Statement.Kind == "CreateFunctionStmt" ? "options"u8 : "actions"u8;
        if (!context.Body.IsOn(list, "security"u8) || SetsSearchPath(context.Body.Items(list)) || context.Body.Child("sql_body"u8) is not null)
            return [];

        var name = context.Body.Child("func"u8) is { } function ? function.DottedName("objname"u8) : context.Body.DottedName("funcname"u8);
        return
        [
            new Found($"whoever calls {name} can put a table or function of his own in front of those that it names, and it uses them with its owner's rights", "Give it SET search_path = '' and names with their schemas, or pg_catalog, pg_temp at least.")
            {
                Safe = context.Statement.Kind == "AlterFunctionStmt" ? $"{context.Statement.Text} SET search_path = '';" : null,
            },
        ];
    }

    private static bool SetsSearchPath(IEnumerable<Node> options) =>
        options.Any(o => o.Child("DefElem"u8)?.Child("arg"u8)?.Child("VariableSetStmt"u8)?.Is("name"u8, "search_path"u8) == true);
}
