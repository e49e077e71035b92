using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Schema;

/// <summary>The columns of a table that is being made: of its parents first, then its own.</summary>
internal sealed class NewColumns(Change change, Relation table)
{
    private readonly List<Column> _columns = [];

    internal IReadOnlyList<Column> All => _columns;

    /// <summary>A relation that they are taken from is not wholly known.</summary>
    internal bool ArePartlyKnown { get; private set; }

    internal void Inherit(List<Relation> parents)
    {
        foreach (var column in parents.SelectMany(p => p.Columns))
            Add(ColumnInheritance.Inherited(column, table.IsPartition));
    }

    internal void AddFromType(Node type)
    {
        var name = type.NameParts("names"u8).ToRelation() ?? default;
        var source = change.Schema.Find(name);
        ArePartlyKnown |= source is null;
        foreach (var column in source?.Columns ?? [])
            Add(column);
    }

    internal void AddLike(Node like)
    {
        if (like.Relation("relation"u8) is not { } name)
            return;

        var source = change.Known(name);
        ArePartlyKnown |= source.IsPartlyKnown;
        foreach (var column in source.Columns)
            Add(LikeChange.Copy(change, table.Name, column, like));
    }

    internal void Add(Node definition) => Add(ColumnDefinition.Read(change, table.Name, definition));

    /// <summary>A column that a parent has too becomes one with it; a partition's own word on it does not make it its own.</summary>
    private void Add(Column column)
    {
        var index = _columns.FindIndex(c => c.Name == column.Name);
        if (index < 0)
        {
            _columns.Add(column);
            return;
        }

        var known = _columns[index];
        _columns[index] = known with
        {
            NotNull = known.NotNull || column.NotNull,
            HasDefault = known.HasDefault || column.HasDefault,
            IsGenerated = known.IsGenerated || column.IsGenerated,
            IsIdentity = known.IsIdentity || column.IsIdentity,
            IsLocal = !table.IsPartition && (known.IsLocal || column.IsLocal),
        };
    }
}
