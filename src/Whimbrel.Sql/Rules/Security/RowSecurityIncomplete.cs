using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Rules.Security;

/// <summary>Row level security is turned on, and the script's policies leave out a command.</summary>
internal sealed class RowSecurityIncomplete : LookBackRule
{
    internal override string Title => "a command has no policy";

    internal override Severity Severity => Severity.Info;

    internal override IReadOnlyList<string> Aliases => ["migrationpilot:MP079"];

    internal override IReadOnlyList<string> Kinds => ["AT_EnableRowSecurity"];

    private static readonly string[] _commands = ["select", "insert", "update", "delete"];

    internal override IEnumerable<Found> CheckEnd(ScriptState script)
    {
        foreach (var statement in script.Of("AT_EnableRowSecurity"))
        {
            var covered = Policies.Of(script, statement.Body.Relation("relation"u8)).Select(p => p.Word("cmd_name"u8)).ToList();
            var missing = _commands.Where(command => !covered.Contains(command, StringComparer.Ordinal)).ToList();
            if (covered.Count > 0 && missing.Count > 0 && !covered.Contains("all", StringComparer.Ordinal))
            {
                var words = string.Join(", ", missing.Select(m => m.ToUpperInvariant()));
                yield return new Found($"{words} on {statement.Body.Relation("relation"u8)} finds no policy: UPDATE and DELETE then change nothing and say so to nobody, INSERT fails", "Add policies for them, or one FOR ALL; if they are not to be used, revoke them.") { At = statement };
            }
        }
    }
}
