using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Fixes;

/// <summary>CREATE INDEX: CONCURRENTLY, and on a partitioned table on each partition by itself.</summary>
internal static class ConcurrentIndex
{
    internal static SafeSequence? Of(FixScope scope, ParsedStatement statement)
    {
        if (statement.Kind != "IndexStmt" || statement.Body.Flag("concurrent"u8) || statement.Body.Relation("relation"u8) is not { } table || scope.IsNew(table) || statement.Body.Child("relation"u8)?.Flag("inh"u8) == false)
            return null;

        var resolved = scope.Schema.Resolve(table);
        var facts = IndexElements.Of(statement.Body, resolved);
        var name = statement.Body.Word("idxname"u8) ?? NameOn(scope, resolved, facts);
        if (scope.IsPartitioned(table))
            return OnPartitions(scope, statement, table, facts, name);

        return new SafeSequence(
        [
            new SafeStep(StepKind.Alone, [resolved], [Text(statement.Text, name, "CONCURRENTLY", null, statement.Body.Word("idxname"u8) is null)], [Drop(table with { Name = name })]) { What = $"index_{name}" },
        ]);
    }

    /// <summary>The same statement with words between INDEX and its name, and another table where one is given.</summary>
    internal static string Text(string text, string name, string words, string? table, bool isNew)
    {
        var tokens = SqlText.Tokens(text);
        var index = tokens.FindIndex(t => SqlText.Is(text, t, "INDEX"));
        var on = tokens.FindIndex(index, t => SqlText.Is(text, t, "ON"));
        var between = isNew ? $" {Identifier.Quote(name)} " : text[tokens[index].End..tokens[on].Start];
        var head = $"{text[..tokens[index].End]}{(words.Length > 0 ? " " : "")}{words}{between}";
        return table is null ? head + text[tokens[on].Start..] : $"{head}ON {table}{text[EndOfTable(text, tokens, on)..]}";
    }

    private static SafeSequence OnPartitions(FixScope scope, ParsedStatement statement, RelationName table, IndexFacts facts, string name)
    {
        var partitions = scope.Schema.ChildrenOf(scope.Schema.Resolve(table)).Where(c => c.IsPartition).ToList();
        if (partitions.Exists(p => p.Kind == RelationKind.PartitionedTable))
            return SafeSequence.None($"partitions of {table} are partitioned themselves: build the index on the lowest ones CONCURRENTLY, and attach level by level");
        if (partitions.Count == 0)
            return SafeSequence.None($"{table} is partitioned, and its partitions are not known here: build the index on each CONCURRENTLY, make it ON ONLY {table}, and attach them");

        var parent = Identifier.Quote(table with { Name = name });
        var parts = partitions.Select(p => (p.Name, Index: p.Name with { Name = NameOn(scope, p.Name, facts) })).ToList();
        return new SafeSequence(
        [
            new SafeStep(StepKind.Alone, [scope.Schema.Resolve(table), .. parts.Select(p => p.Name)], [.. parts.Select(p => Text(statement.Text, p.Index.Name, "CONCURRENTLY", Identifier.Quote(p.Name), isNew: true))], [.. parts.Select(p => Drop(p.Index))]) { What = $"index_{name}" },
            new SafeStep(
                StepKind.Quick,
                [scope.Schema.Resolve(table)],
                [Text(statement.Text, name, "", $"ONLY {Identifier.Quote(table)}", isNew: true), .. parts.Select(p => $"ALTER INDEX {parent} ATTACH PARTITION {Identifier.Quote(p.Index)}")],
                [$"DROP INDEX IF EXISTS {parent}"]) { What = "attach", Joins = true },
        ])
        {
            Notes = scope.Schema.IsComplete ? [] : [$"a partition of {table} that no script makes is not seen here: give it the index too, or that of {table} stays INVALID"],
        };
    }

    private static string NameOn(FixScope scope, RelationName table, IndexFacts facts) =>
        DefaultNames.OfRelation(scope.Schema, table, DefaultNames.Joined(facts.AttributeNames), "idx");

    private static string Drop(RelationName index) => $"DROP INDEX CONCURRENTLY IF EXISTS {Identifier.Quote(index)}";

    private static int EndOfTable(string text, List<Token> tokens, int on)
    {
        var at = on + (SqlText.Is(text, tokens[on + 1], "ONLY") ? 2 : 1);
        while (SqlText.Is(text, tokens[at + 1], "."))
            at += 2;
        return tokens[at].End;
    }
}
