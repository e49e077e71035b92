using Whimbrel.Sql.Locks;

namespace Whimbrel.Sql.Rules.Tables;

/// <summary>ALTER TABLE … SET LOGGED or UNLOGGED.</summary>
internal sealed class SetLogged : Rule
{
    internal override string Title => "a table is written anew to make it logged or unlogged";

    internal override Severity Severity => Severity.Error;

    internal override LockMode Lock => LockMode.AccessExclusive;

    internal override IReadOnlyList<string> Aliases => ["pgfence:set-logged-unlogged", "migrationpilot:MP047"];

    internal override IReadOnlyList<string> Kinds => ["AT_SetLogged", "AT_SetUnLogged"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        if (!context.Body.Is("objtype"u8, "OBJECT_TABLE"u8) || context.Existing("relation"u8) is not { } table)
            return [];

        return context.Commands("AT_SetLogged", "AT_SetUnLogged").Select(command => context.About(
            table,
            command.Is("subtype"u8, "AT_SetUnLogged"u8)
                ? $"{table} is copied row by row with all its indexes, and from then on a crash of the server empties it; standbys have none of it"
                : $"{table} is copied row by row with all its indexes, and the whole copy goes through the write-ahead log to every standby",
            "Make the table as it shall be in a new one, fill that in batches, and swap the names.") with
        { Severity = context.BySize(table) });
    }
}
