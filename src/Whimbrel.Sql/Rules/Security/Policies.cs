using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Rules.Security;

/// <summary>The policies that a script creates.</summary>
internal static class Policies
{
    internal static IEnumerable<Node> Of(ScriptState script, RelationName? table) =>
        script.Of("CreatePolicyStmt").Where(s => s.Body.Relation("table"u8)?.Name == table?.Name).Select(s => s.Body);
}
