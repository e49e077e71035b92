using Whimbrel.Sql.Locks;

namespace Whimbrel.Sql.Rules;

/// <summary>From what a rule found to what the operator reads: the lock, and who waits for it, are said in one way everywhere.</summary>
internal static class FindingText
{
    internal static Finding Of(Rule rule, Found found, ParsedStatement? at, Footprint footprint, string path)
    {
        var place = found.At ?? at;
        var strongest = StrongestOf(found, footprint);
        var mode = rule.Lock == LockMode.None ? LockMode.None : strongest?.Mode ?? rule.Lock;
        return new Finding
        {
            Rule = rule.Id,
            Severity = found.Severity ?? rule.Severity,
            File = path,
            Line = place?.Line ?? 1,
            Column = place?.Column ?? 1,
            Message = mode == LockMode.None ? found.Message : $"{found.Message}; {Waits(mode)}",
            Hint = found.Hint,
            Safe = found.Safe,
            IsMendedBy = found.IsMendedBy,
            Lock = mode == LockMode.None ? null : mode.Name(),
            Relation = (found.Relation ?? strongest?.Relation)?.ToString(),
        };
    }

    private static RelationLock? StrongestOf(Found found, Footprint footprint) =>
        footprint.Locks.Where(l => found.Relation is null || l.Relation == found.Relation).MaxBy(l => l.Mode);

    private static string Waits(LockMode mode) => mode switch
    {
        LockMode.AccessExclusive => "under AccessExclusiveLock every query on it waits, and so does whatever queues behind",
        LockMode.Exclusive or LockMode.ShareRowExclusive or LockMode.Share => $"under {mode.Name()} every INSERT, UPDATE and DELETE on it waits",
        _ => $"under {mode.Name()} reads and writes go on",
    };
}
