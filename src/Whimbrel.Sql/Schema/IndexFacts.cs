namespace Whimbrel.Sql.Schema;

/// <summary>What an index is on.</summary>
/// <param name="Columns">Names of plain columns; an expression is null.</param>
public sealed record IndexFacts(RelationName Table, IReadOnlyList<string?> Columns, bool IsUnique)
{
    public bool IsValid { get; init; } = true;

    public bool IsPartial { get; init; }

    /// <summary>Every column that it uses, also in an expression or in its WHERE: none of them can go without it.</summary>
    public IReadOnlyList<string> UsedColumns { get; init; } = [];

    /// <summary>INCLUDE: in the index, but not what it is ordered by.</summary>
    public IReadOnlyList<string> Included { get; init; } = [];

    /// <summary>The index's own names of all that is in it: of an expression, what the server calls it.</summary>
    public IReadOnlyList<string> AttributeNames { get; init; } = [];

    public string Method { get; init; } = "btree";
}
