using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Rules;

/// <summary>How bad it is.</summary>
public enum Severity
{
    /// <summary>Worth knowing; nobody waits.</summary>
    Info,

    Warning,

    /// <summary>It stalls or breaks the application, or loses data, unless something speaks against it.</summary>
    Error,
}

/// <summary>Something dangerous in a script, and the way around it.</summary>
public sealed record Finding
{
    public required string Rule { get; init; }

    public required Severity Severity { get; init; }

    public required string File { get; init; }

    /// <summary>1-based.</summary>
    public required int Line { get; init; }

    /// <summary>1-based, in UTF-16 units.</summary>
    public required int Column { get; init; }

    /// <summary>What happens, to which relation, under which lock, and who waits.</summary>
    public required string Message { get; init; }

    /// <summary>What to do, in a sentence.</summary>
    public required string Hint { get; init; }

    /// <summary>The safe sequence as SQL that could be run; null when there is none.</summary>
    public string? Safe { get; init; }

    /// <summary>The strongest lock that it is about: AccessExclusiveLock.</summary>
    public string? Lock { get; init; }

    public string? Relation { get; init; }

    /// <summary>The source line with a caret, or a difference; null where the line alone tells enough.</summary>
    public string? Excerpt { get; init; }

    /// <summary>Whether a later migration has made it good; null when none can.</summary>
    internal Func<DatabaseSchema, bool>? IsMendedBy { get; init; }
}
