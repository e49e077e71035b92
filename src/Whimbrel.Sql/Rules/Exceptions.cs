namespace Whimbrel.Sql.Rules;

/// <summary>
/// What <c>-- whimbrel:allow RULE "why"</c> excepts: right above a statement it counts for that statement,
/// apart from all statements (an empty line behind it) for the whole script.
/// </summary>
internal sealed class Exceptions(IReadOnlyList<Directive> directives)
{
    private readonly List<Directive> _allowed = [.. directives.Where(d => d.Name == "allow")];
    private readonly HashSet<Directive> _used = [];

    internal int Count => _used.Count;

    internal IEnumerable<Directive> Unused => _allowed.Where(d => !_used.Contains(d));

    /// <summary>Whether the rule is excepted at this line; the exception then counts as used.</summary>
    internal bool Allows(string rule, int line)
    {
        var found = _allowed.Find(d => d.Argument == rule && (d.AppliesToLine is null || d.AppliesToLine == line));
        return found is not null && (_used.Add(found) || true);
    }
}
