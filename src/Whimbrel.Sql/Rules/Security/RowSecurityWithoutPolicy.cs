using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Rules.Security;

/// <summary>ENABLE ROW LEVEL SECURITY without a policy in the same script.</summary>
internal sealed class RowSecurityWithoutPolicy : LookBackRule
{
    internal override string Title => "row level security is turned on without a policy";

    internal override Severity Severity => Severity.Warning;

    internal override IReadOnlyList<string> Aliases => ["migrationpilot:MP057"];

    internal override IReadOnlyList<string> Kinds => ["AT_EnableRowSecurity"];

    internal override IEnumerable<Found> CheckEnd(ScriptState script) => script.Of("AT_EnableRowSecurity")
        .Where(s => !Policies.Of(script, s.Body.Relation("relation"u8)).Any())
        .Select(s => new Found(
            $"no policy of {s.Body.Relation("relation"u8)} stands in this script: without one, everybody but its owner reads no row and may write none, and is told nothing",
            "Create the policies in the same transaction, before ENABLE.")
        { At = s });
}
