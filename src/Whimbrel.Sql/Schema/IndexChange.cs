using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Schema;

/// <summary>CREATE INDEX.</summary>
internal static class IndexChange
{
    internal static void Apply(Change change, Node statement)
    {
        if (statement.Child("relation"u8) is not { } named || named.AsRelation() is not { } name)
            return;

        var table = change.Known(name).Name;
        var index = statement.Word("idxname"u8);
        if (index is not null && statement.Flag("if_not_exists"u8) && change.Schema.Find(table with { Name = index }) is not null)
            return;

        var isOnly = !named.Flag("inh"u8);
        var facts = IndexElements.Of(statement, table);

        // ON ONLY a table with partitions: valid when an index of each has been attached.
        var waits = isOnly && change.Schema.ChildrenOf(table).Any(c => c.IsPartition);
        IndexBuilding.Build(change, table, facts with { IsValid = !waits }, index, null, isOnly);
    }
}
