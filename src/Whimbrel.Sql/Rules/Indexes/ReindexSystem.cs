using Whimbrel.Sql.Locks;

namespace Whimbrel.Sql.Rules.Indexes;

/// <summary>REINDEX SYSTEM.</summary>
internal sealed class ReindexSystem : Rule
{
    internal override string Title => "the indexes of the system catalogues are built anew";

    internal override Severity Severity => Severity.Error;

    internal override LockMode Lock => LockMode.AccessExclusive;

    internal override IReadOnlyList<string> Aliases => ["pgfence:reindex-non-concurrent", "migrationpilot:MP021"];

    internal override IReadOnlyList<string> Kinds => ["ReindexStmt"];

    internal override IEnumerable<Found> Check(RuleContext context) =>
        context.Body.Is("kind"u8, "REINDEX_OBJECT_SYSTEM"u8)
            ? [new Found("each catalogue is locked in turn, and every session that plans a query or connects waits for it", "Do it in a maintenance window with the application stopped; damage to a catalogue's index is no matter for a migration.")]
            : [];
}
