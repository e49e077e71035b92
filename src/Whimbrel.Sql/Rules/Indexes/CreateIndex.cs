using System.Text.RegularExpressions;
using Whimbrel.Sql.Locks;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Rules.Indexes;

/// <summary>CREATE INDEX without CONCURRENTLY on a table in use.</summary>
internal sealed partial class CreateIndex : Rule
{
    internal override string Title => "an index is built while nobody can write to the table";

    internal override Severity Severity => Severity.Error;

    internal override LockMode Lock => LockMode.Share;

    internal override IReadOnlyList<string> Aliases =>
        [
            "squawk:require-concurrent-index-creation", "eugene:E6", "atlas:PG101", "strong_migrations:add_index",
            "pgfence:create-index-not-concurrent", "migrationpilot:MP001",
        ];

    internal override IReadOnlyList<string> Kinds => ["IndexStmt"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        if (context.Body.Flag("concurrent"u8) || context.Existing("relation"u8) is not { } table || IsQuick(context, table))
            return [];

        return
        [
            context.About(table, $"the index is built from every row of {table}", Hint) with
            {
                Severity = context.BySize(table),
                Safe = Create().Replace(context.Statement.Text, "$& CONCURRENTLY", 1) + ";",
            },
        ];
    }

    private const string Hint = "Build it CONCURRENTLY, outside a transaction; what fails leaves an INVALID index, which must be dropped before the next try.";

    /// <summary>ON ONLY makes the parent's entry alone; a partitioned table cannot have it CONCURRENTLY, and has a rule of its own.</summary>
    private static bool IsQuick(RuleContext context, RelationName table) =>
        context.Schema.Find(table)?.Kind == RelationKind.PartitionedTable || context.Body.Child("relation"u8)?.Flag("inh"u8) == false;

    [GeneratedRegex(@"\bINDEX\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Create();
}
