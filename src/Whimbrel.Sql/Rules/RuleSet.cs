namespace Whimbrel.Sql.Rules;

/// <summary>The rules that are asked, by the kind of statement that they look at.</summary>
internal sealed class RuleSet
{
    private readonly CheckOptions _options;
    private readonly List<(LookBackRule Rule, IReadOnlyList<string> Kinds)> _lookingBack;
    private readonly Dictionary<string, IReadOnlyList<Rule>> _asked = new(StringComparer.Ordinal);

    internal RuleSet(CheckOptions options, ScriptRole role)
    {
        _options = options;
        All = [.. RuleBook.All.Where(r => IsOn(r) && (role == ScriptRole.Forward || r.AppliesToRollback))];
        _lookingBack = [.. All.OfType<LookBackRule>().Select(r => (r, r.Kinds))];
    }

    internal IReadOnlyList<Rule> All { get; }

    /// <summary>The rules that look at it.</summary>
    internal IReadOnlyList<Rule> For(ParsedStatement statement)
    {
        var key = KeyOf(statement);
        if (!_asked.TryGetValue(key, out var rules))
            _asked[key] = rules = LookingAt([statement.Kind, .. statement.Commands.Select(c => c.Subtype)]);
        return rules;
    }

    /// <summary>Those that look back on a script with statements of these kinds.</summary>
    internal IEnumerable<LookBackRule> At(ScriptState end) =>
        _lookingBack.Where(r => r.Kinds.Count == 0 || r.Kinds.Any(kind => end.Of(kind).Count > 0)).Select(r => r.Rule);

    /// <summary>Whether an exception from it could be of use: one from a rule that is off is left alone.</summary>
    internal bool Knows(string id) => All.Any(r => r.Id == id) || !RuleBook.All.Any(r => r.Id == id);

    /// <summary>With the severity that was asked for; what is asked to be milder stays as mild as it was found.</summary>
    internal Finding Leveled(Finding finding) =>
        _options.Levels.TryGetValue(finding.Rule, out var level) && level is { } severity ? finding with { Severity = severity } : finding;

    private bool IsOn(Rule rule) => _options.Levels.TryGetValue(rule.Id, out var level) ? level is not null : _options.WithStyle || !rule.IsStyle;

    private static string KeyOf(ParsedStatement statement) => statement.Commands switch
    {
        [] => statement.Kind,
        [var only] => only.Subtype,
        var several => string.Join(' ', several.Select(c => c.Subtype).Distinct(StringComparer.Ordinal)),
    };

    private List<Rule> LookingAt(HashSet<string> kinds) => [.. All.Where(r => r.Kinds.Count == 0 || r.Kinds.Any(kinds.Contains))];
}
