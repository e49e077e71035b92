using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Schema;

/// <summary>A column comes, goes or changes.</summary>
internal static class AlterColumnChange
{
    internal static void Add(Change change, RelationName table, Node definition, bool ifNotExists, bool isOnly)
    {
        var name = definition.Word("colname"u8) ?? "";
        if (ifNotExists && change.Known(table).Column(name) is not null)
            return;

        var column = ColumnDefinition.Read(change, table, definition);
        foreach (var relation in change.WithChildren(change.Known(table), isOnly).ToList())
            AddTo(change, relation, relation.Name == table ? column : ColumnInheritance.Inherited(column, relation.IsPartition));
        foreach (var constraint in PendingConstraint.WithoutDoubles([.. PendingConstraint.OfColumn(definition)]).Concat(PendingConstraint.OfColumn(definition).Where(c => !c.HasIndex)))
            ConstraintChange.Add(change, table, constraint with { Column = name });
    }

    internal static void Drop(Change change, Relation table, string name, bool isOnly)
    {
        ConstraintRemoval.DropOfColumn(change, table, name);
        foreach (var sequence in change.Schema.SequencesOf(table.Name).Where(s => s.OwnedByColumn == name))
            RelationRemoval.Remove(change, sequence.Name);
        change.Update(table.Name, t => t with { Columns = [.. t.Columns.Where(c => c.Name != name)] });
        foreach (var child in change.Schema.ChildrenOf(table.Name))
        {
            if (isOnly)
                change.UpdateColumn(child.Name, name, c => c with { IsLocal = true });
            else if (child.Column(name) is { IsLocal: false } && !child.Parents.Any(p => change.Schema.Find(p)?.Column(name) is not null))
                Drop(change, child, name, isOnly);
        }
    }

    internal static void SetNotNull(Change change, RelationName table, IEnumerable<string> columns)
    {
        foreach (var column in columns)
            Learn(change, table, column, c => c with { NotNull = true });
    }

    internal static void Apply(Change change, RelationName table, string subtype, string column, Node command)
    {
        var definition = command.Child("def"u8)?.Unwrap().Body;
        switch (subtype)
        {
            case "AT_AlterColumnType" when definition?.Child("typeName"u8) is { } type:
                Learn(change, table, column, c => c with { Type = TypeNames.Of(type, change.Schema) });
                break;
            case "AT_ColumnDefault":
                Learn(change, table, column, c => c with { HasDefault = command.Child("def"u8) is { } value && !Expressions.IsNull(value) });
                break;
            case "AT_SetNotNull":
                SetNotNull(change, table, [column]);
                break;
            case "AT_DropNotNull":
                DropNotNull(change, table, column);
                break;
            case "AT_DropExpression":
                change.UpdateColumn(table, column, c => c with { IsGenerated = false });
                break;
            case "AT_AddIdentity" or "AT_DropIdentity":
                ChangeIdentity(change, change.Known(table), column, definition);
                break;
        }
    }

    private static void AddTo(Change change, Relation relation, Column column) => change.Schema.Set(relation.Column(column.Name) is { } own
        ? relation with { Columns = [.. relation.Columns.Select(c => c == own ? c with { NotNull = c.NotNull || column.NotNull } : c)] }
        : relation with { Columns = [.. relation.Columns, column] });

    private static void DropNotNull(Change change, RelationName table, string column)
    {
        change.UpdateColumn(table, column, c => c with { NotNull = false });
        change.Update(table, t => t.Constraints.Any(c => c.Kind == ConstraintKind.NotNull)
            ? t with { Constraints = [.. t.Constraints.Where(c => c.Kind != ConstraintKind.NotNull || c.Columns[0] != column)] }
            : t);
    }

    /// <summary>Only the table itself has the sequence; its partitions share it.</summary>
    private static void ChangeIdentity(Change change, Relation table, string column, Node? definition)
    {
        var isIdentity = definition is not null;
        if (isIdentity && !table.IsPartition)
            ColumnDefinition.CreateIdentitySequence(change, table.Name, column, definition!.Value);
        else if (!isIdentity)
            change.Schema.SequencesOf(table.Name).Where(s => s.OwnedByColumn == column).ToList().ForEach(s => change.Schema.Remove(s.Name));
        Learn(change, table.Name, column, c => c with { IsIdentity = isIdentity });
    }

    /// <summary>A column of a table that nobody saw being made is remembered from here on; its type is not known.</summary>
    private static void Learn(Change change, RelationName table, string column, Func<Column, Column> learned)
    {
        var relation = change.Known(table);
        if (relation.Column(column) is null && relation.IsPartlyKnown)
            change.Schema.Set(relation with { Columns = [.. relation.Columns, learned(new Column(column, "", false))] });
        else
            change.UpdateColumn(table, column, learned);
    }
}
