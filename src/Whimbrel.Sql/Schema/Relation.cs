namespace Whimbrel.Sql.Schema;

/// <summary>What stands in pg_class.relkind.</summary>
public enum RelationKind
{
    Table,
    PartitionedTable,
    View,
    MaterializedView,
    ForeignTable,
    Index,
    PartitionedIndex,
    Sequence,
    CompositeType,
}

/// <summary>A relation as far as it is known: from the scripts that make it, or from the catalogue of a database.</summary>
public sealed record Relation(RelationName Name, RelationKind Kind)
{
    public IReadOnlyList<Column> Columns { get; init; } = [];

    public IReadOnlyList<TableConstraint> Constraints { get; init; } = [];

    /// <summary>The partitioned table it is a partition of, or the tables it inherits from; an index: the index above it.</summary>
    public IReadOnlyList<RelationName> Parents { get; init; } = [];

    public bool IsPartition { get; init; }

    public bool IsDefaultPartition { get; init; }

    /// <summary>Names of triggers that are not the server's own.</summary>
    public IReadOnlyList<string> Triggers { get; init; } = [];

    /// <summary>Those of <see cref="Triggers"/> that fire for each row: a partition gets them with its table.</summary>
    public IReadOnlyList<string> RowTriggers { get; init; } = [];

    /// <summary>What an index is on; null for all else.</summary>
    public IndexFacts? Index { get; init; }

    /// <summary>The table whose column owns this sequence.</summary>
    public RelationName? OwnedBy { get; init; }

    public string? OwnedByColumn { get; init; }

    /// <summary>The relations that a view reads.</summary>
    public IReadOnlyList<RelationName> Reads { get; init; } = [];

    /// <summary>null when it was there before; else the script that creates it: nobody else can use it before that script is committed.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>pg_class.reltuples; null when not known.</summary>
    public double? Rows { get; init; }

    /// <summary>With indexes and TOAST; null when not known.</summary>
    public long? Bytes { get; init; }

    /// <summary>
    /// Only what scripts did to it is known, because nobody saw it being made: a column that is not found here may well exist.
    /// </summary>
    public bool IsPartlyKnown { get; init; }

    public Column? Column(string name) => Columns.Named(name, c => c.Name);

    public TableConstraint? Constraint(string name) => Constraints.Named(name, c => c.Name);
}

/// <summary>What stands in a list, by its name: without the cost of a query, for it is asked for all the time.</summary>
internal static class NamedParts
{
    internal static T? Named<T>(this IReadOnlyList<T> parts, string name, Func<T, string> nameOf)
        where T : class
    {
        for (var i = 0; i < parts.Count; i++)
        {
            if (nameOf(parts[i]) == name)
                return parts[i];
        }

        return null;
    }
}

/// <summary>A column of a relation.</summary>
/// <param name="Type">As format_type writes it: integer, character varying(20), numeric(10,2), public.mood.</param>
public sealed record Column(string Name, string Type, bool NotNull)
{
    public bool HasDefault { get; init; }

    /// <summary>GENERATED ALWAYS AS (…) STORED or VIRTUAL.</summary>
    public bool IsGenerated { get; init; }

    public bool IsIdentity { get; init; }

    /// <summary>false when it is there only because a parent has it.</summary>
    public bool IsLocal { get; init; } = true;
}
