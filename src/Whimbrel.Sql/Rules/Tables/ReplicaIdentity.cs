using Whimbrel.Sql.Locks;

namespace Whimbrel.Sql.Rules.Tables;

/// <summary>ALTER TABLE … REPLICA IDENTITY FULL or NOTHING.</summary>
internal sealed class ReplicaIdentity : Rule
{
    internal override string Title => "logical replication can no longer tell rows apart by a key";

    internal override Severity Severity => Severity.Warning;

    internal override LockMode Lock => LockMode.AccessExclusive;

    internal override IReadOnlyList<string> Aliases => ["squawk:ban-replica-identity", "migrationpilot:MP055"];

    internal override IReadOnlyList<string> Kinds => ["AT_ReplicaIdentity"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        if (context.Existing("relation"u8) is not { } table)
            yield break;

        foreach (var command in context.Commands("AT_ReplicaIdentity"))
        {
            var identity = command.Child("def"u8)?.Unwrap().Body.Word("identity_type"u8);
            if (identity is "f" or "n")
                yield return context.About(table, identity == "n" ? Nothing(table) : Full(table), "Use a unique index on NOT NULL columns.") with { Safe = Safe(table) };
        }
    }

    private static string Nothing(RelationName table) => $"UPDATE and DELETE on {table} fail as soon as a publication has it";

    private static string Full(RelationName table) =>
        $"every UPDATE and DELETE of {table} writes the whole old row to the log, and a subscriber looks for it without a key";

    private static string Safe(RelationName table) =>
        $"""
        CREATE UNIQUE INDEX CONCURRENTLY {Identifier.Quote($"{table.Name}_identity")} ON {Identifier.Quote(table)} (id);
        ALTER TABLE {Identifier.Quote(table)} REPLICA IDENTITY USING INDEX {Identifier.Quote($"{table.Name}_identity")};
        """;
}
