namespace Whimbrel.Sql.Rules;

/// <summary>The rules that are asked, by the kind of statement that they look at.</summary>
internal sealed class RuleSet
{
    private readonly CheckOptions _options;
    private readonly Dictionary<string, List<Rule>> _byKind = new(StringComparer.Ordinal);
    private readonly List<Rule> _ofAnyKind;

    internal RuleSet(CheckOptions options, ScriptRole role)
    {
        _options = options;
        All = [.. RuleBook.All.Where(r => IsOn(r) && (role == ScriptRole.Forward || r.AppliesToRollback))];
        _ofAnyKind = [.. All.Where(r => r.Kinds.Count == 0)];
        foreach (var kind in All.SelectMany(r => r.Kinds).Distinct(StringComparer.Ordinal))
            _byKind[kind] = [.. All.Where(r => r.Kinds.Count == 0 || r.Kinds.Contains(kind, StringComparer.Ordinal))];
    }

    internal IReadOnlyList<Rule> All { get; }

    internal IReadOnlyList<Rule> For(string kind) => _byKind.GetValueOrDefault(kind) ?? _ofAnyKind;

    /// <summary>Whether an exception from it could be of use: one from a rule that is off is left alone.</summary>
    internal bool Knows(string id) => All.Any(r => r.Id == id) || !RuleBook.All.Any(r => r.Id == id);

    /// <summary>With the severity that was asked for; what is asked to be milder stays as mild as it was found.</summary>
    internal Finding Leveled(Finding finding) =>
        _options.Levels.TryGetValue(finding.Rule, out var level) && level is { } severity ? finding with { Severity = severity } : finding;

    private bool IsOn(Rule rule) => _options.Levels.TryGetValue(rule.Id, out var level) ? level is not null : _options.WithStyle || !rule.IsStyle;
}
