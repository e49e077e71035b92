namespace Whimbrel.Sql.Rules;

/// <summary>A rule as it is listed.</summary>
/// <param name="Lock">The lock that it is about (AccessExclusiveLock), or null.</param>
/// <param name="Aliases">The names that other tools have for it, each with its tool: squawk:ban-drop-column.</param>
/// <param name="IsStyle">A matter of taste: off unless asked for.</param>
public sealed record RuleFacts(string Id, string Title, Severity Severity, string? Lock, IReadOnlyList<string> Aliases, bool IsStyle = false)
{
    /// <summary>Every rule about SQL.</summary>
    public static IReadOnlyList<RuleFacts> OfSql { get; } =
        [.. RuleBook.All.Select(r => new RuleFacts(r.Id, r.Title, r.Severity, r.Lock == Locks.LockMode.None ? null : Locks.LockModes.Name(r.Lock), r.Aliases, r.IsStyle)), UnusedAllow.Facts];
}
