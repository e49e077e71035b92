using Whimbrel.Sql.Locks;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Rules.Tables;

/// <summary>ALTER TABLE … SET ACCESS METHOD.</summary>
internal sealed class SetAccessMethod : Rule
{
    internal override string Title => "a table is written anew by another access method";

    internal override Severity Severity => Severity.Error;

    internal override LockMode Lock => LockMode.AccessExclusive;

    internal override IReadOnlyList<string> Kinds => ["AT_SetAccessMethod"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        if (context.Existing("relation"u8) is not { } table || context.Schema.Find(table)?.Kind == RelationKind.PartitionedTable)
            return [];

        return context.Commands("AT_SetAccessMethod").Select(command => context.About(
            table,
            $"{table} is copied row by row into the access method {command.Word("name"u8) ?? "that is the default"}, and its indexes are built anew",
            "Make a new table with it, fill that in batches, and swap the names.") with
        { Severity = context.BySize(table) });
    }
}
