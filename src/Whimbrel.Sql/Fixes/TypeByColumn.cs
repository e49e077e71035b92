using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Fixes;

/// <summary>ALTER COLUMN … TYPE that writes the table anew: a second column, kept equal by a trigger, filled in batches, exchanged by name.</summary>
internal static class TypeByColumn
{
    internal static SafeSequence? Of(FixScope scope, TableCommand command)
    {
        if (command.Subtype != "AT_AlterColumnType" || scope.IsNew(command.Table) || command.Definition("ColumnDef"u8) is not { } definition || definition.Child("typeName"u8) is not { } type)
            return null;

        var table = scope.Schema.Find(command.Table);
        var column = table?.Column(command.Column);
        if (column is { Type.Length: > 0 } && definition.Child("raw_default"u8) is null && StoredAlike.AreSo(column.Type, TypeNames.Of(type, scope.Schema)))
            return null;
        if (WhyNot(scope, command, table, column) is { } why)
            return SafeSequence.None($"the type of {command.Table}.{command.Column}: {why}");

        var expression = UsingExpression.Of(command, definition);
        return expression is null
            ? SafeSequence.None($"the type of {command.Table}.{command.Column}: its USING names a column with its table, so that it cannot be put into a trigger")
            : new TypeSwap(scope, command, expression).Sequence();
    }

    private static string? WhyNot(FixScope scope, TableCommand command, Relation? table, Column? column)
    {
        if (command.IfExists || command.Statement.Body.Child("relation"u8)?.Flag("inh"u8) == false)
            return "IF EXISTS and ONLY leave open what there is; leave them out";
        if (table is null or { IsPartlyKnown: true } || column is null)
            return null;
        if (table.Kind == RelationKind.PartitionedTable || table.Parents.Count > 0 || scope.Schema.ChildrenOf(table.Name).Any())
            return $"{command.Table} is a partition, partitioned or inherited, and its columns cannot be exchanged by name one table at a time";
        if (column.IsGenerated || column.IsIdentity)
            return "the column is generated or an identity: its numbers cannot be handed to another column by a rename";
        if (column.HasDefault && new ChangedColumn(scope, command).Default is null)
            return "its default is not known here";
        if (scope.Schema.ReferencesTo(table.Name).Any(other => other.Constraints.Any(c => c.References == table.Name && (c.ReferencedColumns.Count == 0 || c.ReferencedColumns.Contains(command.Column, StringComparer.Ordinal)))))
            return "foreign keys refer to it: change them along with it by hand (drop them in the exchange, add them NOT VALID behind it, validate)";

        var bound = table.Constraints.FirstOrDefault(c => c.Columns.Contains(command.Column, StringComparer.Ordinal) && !(c.Kind is ConstraintKind.PrimaryKey or ConstraintKind.Unique && c.Columns.Count == 1));
        if (bound is not null && bound.Kind != ConstraintKind.NotNull)
            return $"{bound.Name} is on it: drop it first, and add it again NOT VALID when the type is changed";
        return ChangedColumn.IndexesOf(scope, table.Name, command.Column).FirstOrDefault(i => i.Text is null).Name is { Length: > 0 } unknown
            ? $"how {unknown} was made is not known here, so that it cannot be built on the new column"
            : null;
    }
}
