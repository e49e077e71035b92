using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Locks;

namespace Whimbrel.Sql.Rules.Indexes;

/// <summary>REINDEX without CONCURRENTLY.</summary>
internal sealed class Reindex : Rule
{
    internal override string Title => "an index is built anew while its table cannot be written, and not be read by way of it";

    internal override Severity Severity => Severity.Error;

    internal override LockMode Lock => LockMode.AccessExclusive;

    internal override IReadOnlyList<string> Aliases =>
        ["squawk:require-concurrent-reindex", "pgfence:reindex-non-concurrent", "migrationpilot:MP021"];

    internal override IReadOnlyList<string> Kinds => ["ReindexStmt"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        var of = context.Body.Word("kind"u8)?.Replace("REINDEX_OBJECT_", "", StringComparison.Ordinal) ?? "";
        var relation = context.Body.Relation("relation"u8);
        if (of == "SYSTEM" || context.Body.IsOn("params"u8, "concurrently"u8) || context.IsNew(relation))
            return [];

        var name = relation is { } known ? Identifier.Quote(known) : context.Body.Word("name"u8) is { } other ? Identifier.Quote(other) : "";
        return
        [
            new Found(
                $"{Of(of)} {relation?.ToString() ?? name} waits for no writer, and every writer waits for it; a query that would use the index waits too",
                "Do it CONCURRENTLY: it takes longer, twice the room, and no lock that others wait for.")
            {
                Relation = relation is { } one ? context.Schema.Find(one)?.Index?.Table ?? context.Schema.Resolve(one) : null,
                Severity = relation is { } sized ? context.BySize(context.Schema.Find(sized)?.Index?.Table ?? sized) : Severity.Error,
                Safe = $"REINDEX {of} CONCURRENTLY {name}".TrimEnd() + ";",
            },
        ];
    }

    private static string Of(string kind) => kind switch
    {
        "INDEX" => "building index",
        "TABLE" => "building every index of",
        _ => $"building every index in {kind.ToLowerInvariant()}",
    };
}
