using Whimbrel.Sql.Locks;

namespace Whimbrel.Sql.Rules.Security;

/// <summary>DISABLE ROW LEVEL SECURITY, or NO FORCE.</summary>
internal sealed class RowSecurityOff : Rule
{
    internal override string Title => "row level security is turned off";

    internal override Severity Severity => Severity.Error;

    internal override LockMode Lock => LockMode.AccessExclusive;

    internal override IReadOnlyList<string> Aliases => ["squawk:ban-alter-row-level-security", "migrationpilot:MP057"];

    internal override IReadOnlyList<string> Kinds => ["AT_DisableRowSecurity", "AT_NoForceRowSecurity"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        if (context.Existing("relation"u8) is not { } table)
            return [];

        return context.Commands("AT_DisableRowSecurity", "AT_NoForceRowSecurity").Select(command => command.Is("subtype"u8, "AT_DisableRowSecurity"u8)
            ? context.About(table, $"every role that may read {table} reads all its rows, whoever they belong to", "Change the policies instead; leave it on.")
            : context.About(table, $"the owner of {table} reads all its rows: the application too, if it connects as the owner", "Let the application connect as another role.") with { Severity = Severity.Warning });
    }
}
