using System.Runtime.InteropServices;
using Whimbrel.Sql.Locks;

namespace Whimbrel.Sql.Rules;

/// <summary>One script under examination: gathers what the rules find, less what is excepted, and the downtime that follows.</summary>
internal sealed class ExaminationPass(Script script, RuleSet rules, ScriptState state)
{
    private readonly Exceptions _exceptions = new(script.Directives);
    private readonly List<Finding> _findings = [];
    private readonly Dictionary<RelationName, RelationLock> _locks = [];
    private readonly Dictionary<ParsedStatement, List<RelationLock>> _statementLocks = [];
    private Downtime _downtime = Downtime.Zero;
    private int _allowed;

    /// <param name="caller">The script's own statement that runs it: itself, or a DO block or call; an exception there counts for all inside.</param>
    internal void Look(ParsedStatement statement, Footprint footprint, ParsedStatement caller)
    {
        var context = new RuleContext(statement, footprint, state);
        KeepLocks(context, caller);
        var isExcepted = false;
        foreach (var rule in rules.For(statement))
        {
            foreach (var found in rule.Check(context))
                isExcepted |= !Keep(rule, found, statement, footprint, caller);
        }

        if (!isExcepted)
            _downtime = _downtime.Or(DowntimeNeeded.By(context));
    }

    /// <param name="statements">All of the script.</param>
    internal ExaminedScript End(IReadOnlyList<ParsedStatement> statements)
    {
        foreach (var rule in rules.At(state))
        {
            foreach (var found in rule.CheckEnd(state))
                Keep(rule, found, found.At, Footprint.Nothing, found.At);
        }

        _findings.AddRange(_exceptions.Unused.Where(d => rules.Knows(d.Argument)).Select(Unused));
        return new ExaminedScript([.. _findings.OrderBy(f => f.Line).ThenBy(f => f.Column)], _allowed, _downtime, [.. _locks.Values], [.. statements.Select(s => _statementLocks.GetValueOrDefault(s) ?? [])]);
    }

    private void KeepLocks(RuleContext context, ParsedStatement caller)
    {
        foreach (var taken in context.Footprint.Locks)
        {
            if (context.IsNew(taken.Relation))
                continue;

            ref var ofStatement = ref CollectionsMarshal.GetValueRefOrAddDefault(_statementLocks, caller, out _);
            (ofStatement ??= []).Add(taken);
            if (taken.Mode > (_locks.GetValueOrDefault(taken.Relation)?.Mode ?? LockMode.None))
                _locks[taken.Relation] = taken;
        }
    }

    /// <returns>false when it is excepted.</returns>
    private bool Keep(Rule rule, Found found, ParsedStatement? statement, Footprint footprint, ParsedStatement? caller)
    {
        var place = found.At ?? statement;
        if (_exceptions.Allows(rule.Id, place) || (caller is not null && _exceptions.Allows(rule.Id, caller)))
        {
            _allowed++;
            return false;
        }

        var finding = rules.Leveled(FindingText.Of(rule, found, place, footprint, script.Path));
        _findings.Add(finding);
        if (rule.BreaksApplication && finding.Severity >= Severity.Warning)
            _downtime = _downtime.Or(new Downtime(DowntimeType.Full, finding.File, finding.Line, found.Message));
        return true;
    }

    private Finding Unused(Directive directive) => new()
    {
        Rule = UnusedAllow.Id,
        Severity = UnusedAllow.Severity,
        File = script.Path,
        Line = directive.Line,
        Column = 1,
        Message = $"whimbrel:allow {directive.Argument} excepts nothing: the rule is silent here",
        Hint = "Remove it, so that the next finding of this rule is seen.",
    };
}
