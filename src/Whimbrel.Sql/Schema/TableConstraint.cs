namespace Whimbrel.Sql.Schema;

/// <summary>What stands in pg_constraint.contype.</summary>
public enum ConstraintKind
{
    PrimaryKey,
    Unique,
    ForeignKey,
    Check,
    Exclusion,

    /// <summary>In pg_constraint since PostgreSQL 18; before, a property of the column alone.</summary>
    NotNull,
}

/// <summary>A constraint of a table.</summary>
public sealed record TableConstraint(string Name, ConstraintKind Kind, IReadOnlyList<string> Columns)
{
    /// <summary>The other end of a foreign key.</summary>
    public RelationName? References { get; init; }

    /// <summary>Empty when the script leaves them out: those of the primary key.</summary>
    public IReadOnlyList<string> ReferencedColumns { get; init; } = [];

    public bool IsValidated { get; init; } = true;

    /// <summary>The index behind a primary key, unique or exclusion constraint.</summary>
    public string? Index { get; init; }

    /// <summary>The column that a CHECK (column IS NOT NULL) proves, the first of several; null for other checks.</summary>
    public string? ProvesNotNull
    {
        get => NotNullColumns.Count > 0 ? NotNullColumns[0] : null;
        init => NotNullColumns = value is null ? [] : [value];
    }

    /// <summary>Every column that a CHECK (a IS NOT NULL AND b IS NOT NULL) proves.</summary>
    public IReadOnlyList<string> NotNullColumns { get; init; } = [];

    /// <summary>false when it is there only because a parent has it.</summary>
    public bool IsLocal { get; init; } = true;

    /// <summary>CHECK … NO INHERIT: children do not get it.</summary>
    public bool IsNoInherit { get; init; }
}
