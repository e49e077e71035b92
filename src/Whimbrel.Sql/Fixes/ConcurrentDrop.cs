using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Fixes;

/// <summary>DROP INDEX: CONCURRENTLY, one after the other.</summary>
internal static class ConcurrentDrop
{
    internal static SafeSequence? Of(FixScope scope, ParsedStatement statement)
    {
        if (statement.Kind != "DropStmt" || !statement.Body.Is("removeType"u8, "OBJECT_INDEX"u8) || statement.Body.Flag("concurrent"u8))
            return null;

        var indexes = statement.Body.Items("objects"u8).Select(item => item.NameParts().ToRelation()).OfType<RelationName>().ToList();
        if (indexes.TrueForAll(index => IsNew(scope, index)))
            return null;
        if (statement.Body.Is("behavior"u8, "DROP_CASCADE"u8))
            return SafeSequence.None("DROP INDEX CONCURRENTLY cannot CASCADE: drop what depends on it first");
        if (indexes.Exists(index => scope.Schema.Find(index)?.Kind == RelationKind.PartitionedIndex))
            return SafeSequence.None("the index of a partitioned table cannot be dropped CONCURRENTLY, nor those of its partitions without it");

        var tables = indexes.Select(index => scope.Schema.Find(index)?.Index?.Table ?? scope.Schema.Resolve(index)).ToList();
        var ifExists = statement.Body.Flag("missing_ok"u8) ? "IF EXISTS " : "";
        return new SafeSequence(
        [
            new SafeStep(StepKind.Alone, tables, [.. indexes.Select(index => $"DROP INDEX CONCURRENTLY {ifExists}{Identifier.Quote(index)}")], [.. indexes.Select(index => Again(scope, index)).OfType<string>()]) { What = $"drop_{indexes[0].Name}" },
        ]);
    }

    private static bool IsNew(FixScope scope, RelationName index) => scope.IsNew(index) || (scope.Schema.Find(index)?.Index?.Table is { } table && scope.IsNew(table));

    /// <summary>null when no script was seen to make it: the old rollback may know.</summary>
    private static string? Again(FixScope scope, RelationName index)
    {
        if (scope.Texts.Index(scope.Schema.Resolve(index)) is not { } text)
            return null;

        var isConcurrent = SqlText.Parse(text).Body.Flag("concurrent"u8);
        return isConcurrent ? text : ConcurrentIndex.Text(text, index.Name, "CONCURRENTLY", null, isNew: true);
    }
}
