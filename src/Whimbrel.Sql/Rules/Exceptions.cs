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

    /// <summary>Whether the rule is excepted at this statement; exceptions at it and at the rows that go on with it then count as used.</summary>
    /// <param name="at">null: the script's first line.</param>
    internal bool Allows(string rule, ParsedStatement? at) => _allowed.Count > 0 && Uses(rule, at?.Line ?? 1, at?.LastLine ?? 1);

    private bool Uses(string rule, int line, int lastLine)
    {
        var found = _allowed.FindAll(d => d.Argument == rule && (d.AppliesToLine is not { } applies || (applies >= line && applies <= lastLine)));
        _used.UnionWith(found);
        return found.Exists(d => d.AppliesToLine is null || d.AppliesToLine == line);
    }
}
