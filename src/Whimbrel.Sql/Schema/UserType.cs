namespace Whimbrel.Sql.Schema;

/// <summary>A type that a script or the database defines.</summary>
public sealed record UserType(RelationName Name, UserTypeKind Kind)
{
    /// <summary>null when it was there before.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>A domain with CHECK or NOT NULL: adding a column of it must look at the rows.</summary>
    public bool HasConstraint { get; init; }

    /// <summary>A domain's type, as format_type writes it.</summary>
    public string? BaseType { get; init; }
}

/// <summary>What kind of type a script can define.</summary>
public enum UserTypeKind
{
    Enum,
    Domain,
    Composite,
    Range,

    /// <summary>Written in C: an extension's.</summary>
    Base,
}
