using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Schema;

/// <summary>Triggers: those for each row stand on the partitions too.</summary>
internal static class TriggerChange
{
    internal static void Create(Change change, Node statement)
    {
        if (statement.Relation("relation"u8) is { } table && statement.Word("trigname"u8) is { } name)
            Add(change, change.Known(table).Name, name, statement.Flag("row"u8));
    }

    internal static void Add(Change change, RelationName table, string name, bool forEachRow)
    {
        foreach (var each in WithPartitions(change, change.Known(table), forEachRow))
        {
            change.Schema.Set(each with
            {
                Triggers = [.. each.Triggers.Where(t => t != name), name],
                RowTriggers = forEachRow ? [.. each.RowTriggers.Where(t => t != name), name] : each.RowTriggers,
            });
        }
    }

    internal static void Drop(Change change, RelationName table, string name) => Replace(change, change.Known(table), name, null);

    internal static void Rename(Change change, Relation table, string from, string to) => Replace(change, table, from, to);

    private static void Replace(Change change, Relation table, string name, string? to)
    {
        foreach (var each in WithPartitions(change, table, table.RowTriggers.Contains(name, StringComparer.Ordinal)))
            change.Schema.Set(each with { Triggers = Replaced(each.Triggers, name, to), RowTriggers = Replaced(each.RowTriggers, name, to) });
    }

    private static List<string> Replaced(IReadOnlyList<string> names, string name, string? to) =>
        [.. names.Select(n => n == name ? to : n).OfType<string>()];

    private static List<Relation> WithPartitions(Change change, Relation table, bool forEachRow) =>
        [.. change.WithChildren(table, !forEachRow).Where(r => r.Name == table.Name || r.IsPartition)];
}
