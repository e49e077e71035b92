using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Schema;

/// <summary>CREATE TABLE, in the order in which the server does it: the names that it makes up depend on it.</summary>
internal static class CreateTableChange
{
    internal static void ApplyForeign(Change change, Node statement)
    {
        if (statement.Child("base"u8) is { } table)
            Create(change, table, RelationKind.ForeignTable);
    }

    internal static void Apply(Change change, Node statement) =>
        Create(change, statement, statement.Child("partspec"u8) is null ? RelationKind.Table : RelationKind.PartitionedTable);

    private static void Create(Change change, Node statement, RelationKind kind)
    {
        if (statement.Child("relation"u8) is not { } named)
            return;

        var name = change.NewName(named);
        if (change.Schema.Find(name) is not null)
        {
            if (statement.Flag("if_not_exists"u8))
                return;
            RelationRemoval.Remove(change, name);
        }

        var parents = statement.Items("inhRelations"u8).Select(p => p.Unwrap().Body.AsRelation()).OfType<RelationName>().Select(p => change.Known(p)).ToList();
        var table = NewTable(change, statement, new Relation(name, kind) { CreatedBy = change.Script }, parents);
        change.Schema.Set(table);
        if (table.IsPartition && parents.Count == 1)
            PartitionChange.CopyFromParent(change, name, parents[0].Name);
        AddConstraints(change, statement, name);
    }

    private static Relation NewTable(Change change, Node statement, Relation empty, List<Relation> parents)
    {
        var bound = statement.Child("partbound"u8);
        var table = empty with
        {
            Parents = [.. parents.Select(p => p.Name)],
            IsPartition = bound is not null,
            IsDefaultPartition = bound is { } values && values.Flag("is_default"u8),
            IsPartlyKnown = parents.Exists(p => p.IsPartlyKnown),
            Constraints = ColumnInheritance.Checks(parents, []),
        };
        var columns = new NewColumns(change, table);
        columns.Inherit(parents);
        if (statement.Child("ofTypename"u8) is { } type)
            columns.AddFromType(type);
        foreach (var (kind, element) in statement.Items("tableElts"u8).Select(e => e.Unwrap()))
        {
            if (kind == "ColumnDef")
                columns.Add(element);
            else if (kind == "TableLikeClause")
                columns.AddLike(element);
        }

        return table with { Columns = columns.All, IsPartlyKnown = table.IsPartlyKnown || columns.ArePartlyKnown };
    }

    /// <summary>Checks first; then the primary key, the other indexes and, last, the foreign keys.</summary>
    private static void AddConstraints(Change change, Node statement, RelationName table)
    {
        var pending = PendingConstraint.Of(statement);
        var likes = statement.Items("tableElts"u8).Select(e => e.Unwrap()).Where(e => e.Kind == "TableLikeClause").Select(e => e.Body).ToList();
        foreach (var check in pending.Where(p => p.Kind == "CONSTR_CHECK"))
            ConstraintChange.AddCheck(change, table, check, isNewTable: true);
        foreach (var like in likes)
            LikeChange.CopyChecks(change, table, like);
        foreach (var unique in PendingConstraint.WithoutDoubles(pending))
            ConstraintChange.AddWithIndex(change, table, unique);
        foreach (var like in likes)
            LikeChange.CopyIndexes(change, table, like);
        foreach (var foreign in pending.Where(p => p.Kind == "CONSTR_FOREIGN"))
            ConstraintChange.AddForeignKey(change, table, foreign, isNewTable: true);
    }
}
