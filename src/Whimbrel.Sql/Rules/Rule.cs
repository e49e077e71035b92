using System.Text.RegularExpressions;
using Whimbrel.Sql.Locks;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Rules;

/// <summary>
/// Something that is looked for in scripts. Its class name is its id (RenameColumn is rename-column); beside its file lie
/// RenameColumn.bad.sql, in which it must be found, and RenameColumn.good.sql, the safe way, in which it must not.
/// </summary>
internal abstract partial class Rule
{
    internal string Id => field ??= Hump().Replace(GetType().Name, "-$0").TrimStart('-').ToLowerInvariant();

    /// <summary>What is wrong, as the beginning of a sentence: "a column is dropped that the running application may still read".</summary>
    internal abstract string Title { get; }

    internal abstract Severity Severity { get; }

    /// <summary>The lock that it is about; None when it is about something else.</summary>
    internal virtual LockMode Lock => LockMode.None;

    /// <summary>What other tools call it: squawk:ban-drop-column, eugene:E2, strong_migrations:remove_column, atlas:DS103, pgfence:drop-column, migrationpilot:MP017.</summary>
    internal virtual IReadOnlyList<string> Aliases => [];

    /// <summary>A matter of taste: off unless asked for.</summary>
    internal virtual bool IsStyle => false;

    /// <summary>The running application fails once it is done, whatever the size of the table: it must be stopped, or be ready for both.</summary>
    internal virtual bool BreaksApplication => false;

    /// <summary>Whether it also speaks of rollback scripts, which drop what the migration made.</summary>
    internal virtual bool AppliesToRollback => true;

    /// <summary>The parser's names of the statements, or of the commands of ALTER TABLE, that it looks at (IndexStmt, AT_SetNotNull); empty: all.</summary>
    internal virtual IReadOnlyList<string> Kinds => [];

    /// <summary>Looks at one statement, with everything before it known.</summary>
    internal virtual IEnumerable<Found> Check(RuleContext context) => [];

    [GeneratedRegex("[A-Z][a-z0-9]*", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Hump();
}

/// <summary>A rule that looks back when the script is over: what it is about is known only then.</summary>
internal abstract class LookBackRule : Rule
{
    /// <summary>Called when the script has had a statement that the rule looks at.</summary>
    internal abstract IEnumerable<Found> CheckEnd(ScriptState script);
}

/// <summary>What a rule says of one place.</summary>
/// <param name="Message">What happens here, with names; the rule book adds the lock and who waits for it.</param>
/// <param name="Hint">What to do, in a sentence.</param>
internal sealed record Found(string Message, string Hint)
{
    /// <summary>The safe sequence, as SQL with the names of this script.</summary>
    internal string? Safe { get; init; }

    /// <summary>null: the relation of the statement's strongest lock.</summary>
    internal RelationName? Relation { get; init; }

    /// <summary>null: the rule's own.</summary>
    internal Severity? Severity { get; init; }

    /// <summary>Whether a later migration has made it good: asked when all of them are known.</summary>
    internal Func<DatabaseSchema, bool>? IsMendedBy { get; init; }

    /// <summary>null: the statement that is looked at (or, at the end, the script's first).</summary>
    internal ParsedStatement? At { get; init; }
}
