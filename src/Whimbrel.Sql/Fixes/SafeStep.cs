namespace Whimbrel.Sql.Fixes;

/// <summary>What a step asks of its transaction.</summary>
internal enum StepKind
{
    /// <summary>Looks at no row, so that it may hold strong locks; shares a transaction with its like.</summary>
    Quick,

    /// <summary>Reads every row, and holds nothing that keeps anybody from reading or writing.</summary>
    Validation,

    /// <summary>CONCURRENTLY: in no transaction at all.</summary>
    Alone,
}

/// <summary>What is done at once, and what takes it back.</summary>
/// <param name="Tables">What it touches: names with their schema.</param>
internal sealed record SafeStep(StepKind Kind, IReadOnlyList<RelationName> Tables, IReadOnlyList<string> Up, IReadOnlyList<string> Down)
{
    /// <summary>For the file's name; null for a statement that stays as it was.</summary>
    public string? What { get; init; }

    /// <summary>Statements of the data script that fills what the step has made.</summary>
    public IReadOnlyList<string> Data { get; init; } = [];

    /// <summary>Goes into the migration of the step before it, as a transaction of its own: the two are taken back together.</summary>
    public bool Joins { get; init; }

    /// <summary>Only adds something that looks at no row and that no other step can be in the way of.</summary>
    public bool IsAddition { get; init; }

    /// <summary>false: <see cref="Down"/> lacks something that could not be told from the statement.</summary>
    public bool KnowsWayBack { get; init; } = true;

    /// <summary>Statements of the rollback that was there whose work is done by <see cref="Down"/>, by other statements.</summary>
    public IReadOnlyList<string> Replaces { get; init; } = [];

    /// <summary>Of the statement in the unsafe script; 1-based.</summary>
    public int Line { get; init; }

    /// <summary>The very last migration, by itself: the operator decides when.</summary>
    public bool IsLast { get; init; }
}

/// <summary>A statement's safe sequence; the first step stands where the statement stood, the others may follow later.</summary>
internal sealed record SafeSequence(IReadOnlyList<SafeStep> Steps)
{
    /// <summary>Why there is no safe sequence; null when there is one.</summary>
    public string? WhyNot { get; init; }

    /// <summary>What the operator must look at, because only the database knows it.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    internal static SafeSequence None(string why) => new([]) { WhyNot = why };
}
