using System.Runtime.CompilerServices;
using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql;

/// <summary>A statement with the parser's tree: what the lock model and the rules look at.</summary>
/// <param name="Kind">The parser's name of the node: CreateStmt, IndexStmt …</param>
/// <param name="Text">As it is sent.</param>
/// <param name="Line">1-based, of the statement's first word.</param>
/// <param name="Column">1-based, in UTF-16 units.</param>
internal sealed record ParsedStatement(string Kind, Node Body, string Text, int Line, int Column)
{
    private bool? _runsOutsideTransaction;

    /// <summary>The file in which it stands: the script, or one that it includes.</summary>
    public string Path { get; init; } = "";

    /// <summary>An INSERT that only goes on with the rows of the one before it: it has that one's tree, and nothing else is to be said of it.</summary>
    public bool GoesOn { get; init; }

    /// <summary>The line of the last INSERT that goes on with this one.</summary>
    public int LastLine { get; set; } = Line;

    /// <summary>From an offset in a routine's text to its place in the file, which has lines that psql does not send; null where the text is all that is known.</summary>
    public Func<int, (int Line, int Column)>? PlaceOf { get; init; }

    /// <summary>The commands of an ALTER TABLE, or of its like; empty for all else.</summary>
    public IReadOnlyList<AlterCommand> Commands => field ??= AlterCommand.Of(Kind, Body);

    /// <summary>The definitions of the columns that CREATE TABLE or ALTER TABLE add.</summary>
    public IReadOnlyList<Node> AddedColumns => field ??= [.. Facts.AddedConstraints.Columns(Body)];

    /// <summary>The constraints that they add, each with the columns that it is on.</summary>
    public IReadOnlyList<(Node Constraint, List<string> Columns)> AddedWithColumns => field ??= [.. Facts.AddedConstraints.WithColumns(Body)];

    public IEnumerable<Node> AddedConstraints => AddedWithColumns.Select(a => a.Constraint);

    /// <summary>The relations that it names.</summary>
    public NamedRelations Named => field ??= NamedRelations.Of(Kind, Body);

    /// <summary>PostgreSQL refuses it inside a transaction block.</summary>
    public bool RunsOutsideTransaction => _runsOutsideTransaction ??= OutsideTransaction.Needs(Kind, Body);

    /// <summary>The routine or DO block whose static SQL this is; null for a statement of the script itself.</summary>
    public string? Inside { get; init; }

    /// <summary>Looks up now what the rules will ask for: scripts are read on all processors, and judged one after the other.</summary>
    internal void LookAhead() => _ = (Commands, AddedColumns, AddedWithColumns, Named, RunsOutsideTransaction);

    /// <summary>The same text twice is two statements.</summary>
    public bool Equals(ParsedStatement? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);
}
