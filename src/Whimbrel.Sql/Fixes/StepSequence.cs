namespace Whimbrel.Sql.Fixes;

/// <summary>One migration while it is put together: one transaction, or several parts that are taken back together.</summary>
internal sealed record StepGroup(List<SafeStep> Steps)
{
    /// <summary>Each part is one transaction, or the statements that can be in none.</summary>
    internal IEnumerable<List<SafeStep>> Parts()
    {
        var part = new List<SafeStep>();
        foreach (var step in Steps)
        {
            if (part.Count > 0 && (part[0].Kind != step.Kind || (step.Joins && !part[0].Joins)))
            {
                yield return part;
                part = [];
            }

            part.Add(step);
        }

        if (part.Count > 0)
            yield return part;
    }
}

/// <summary>
/// Puts steps into as few migrations as their transactions need. What is quick stays together; what reads a table, builds an index or waits for
/// it is put off for as long as no statement comes that could depend on it.
/// </summary>
internal sealed class StepSequence(string script)
{
    private readonly List<StepGroup> _done = [];
    private readonly List<List<SafeStep>> _later = [];
    private readonly List<SafeStep> _last = [];
    private List<SafeStep> _open = [];

    /// <summary>Names the transaction that is open: what it makes, nobody else has seen.</summary>
    internal string OpenName => $"{script} {_done.Count}";

    internal void Add(SafeSequence sequence)
    {
        var steps = sequence.Steps.Where(s => !s.IsLast).ToList();
        if (steps.Count == 0)
            return;
        if (!CanStandBefore(steps[0]))
            End();
        if (steps[0].Kind == StepKind.Quick)
            _open.Add(steps[0]);
        else
            _later.Add([steps[0]]);
        Follow(steps);
        _last.AddRange(sequence.Steps.Where(s => s.IsLast));
    }

    /// <summary>Everything so far is committed before what follows.</summary>
    internal void End()
    {
        Close(_open);
        _open = [];
        EndChains([.. _later]);
        _later.Clear();
    }

    internal IReadOnlyList<StepGroup> Groups()
    {
        End();
        foreach (var step in _last)
        {
            if (step.Joins)
                _done[^1].Steps.Add(step);
            else
                Close([step]);
        }

        return _done;
    }

    /// <summary>The steps behind the first wait together with it.</summary>
    private void Follow(List<SafeStep> steps)
    {
        var rest = steps.Skip(1).ToList();
        if (rest.Count == 0)
            return;
        if (steps[0].Kind == StepKind.Quick)
            _later.Add(rest);
        else
            _later[^1].AddRange(rest);
    }

    private bool CanStandBefore(SafeStep step)
    {
        var late = _later.SelectMany(chain => chain).Concat(_open.Where(s => s.Data.Count > 0));
        return late.All(waiting => !waiting.Tables.Intersect(step.Tables).Any() || (step.IsAddition && waiting.IsAddition));
    }

    /// <summary>Of chains that are alike the first steps together, then the second ones …</summary>
    private void EndChains(List<List<SafeStep>> chains, int level = 0)
    {
        foreach (var alike in chains.Where(c => c.Count > level).GroupBy(c => (c[level].Kind, c[level].Joins)).Select(g => g.ToList()).ToList())
        {
            var steps = alike.Select(c => c[level]).ToList();
            if (steps[0].Joins)
                _done[^1].Steps.AddRange(steps);
            else
                Close(steps);
            EndChains(alike, level + 1);
        }
    }

    private void Close(List<SafeStep> steps)
    {
        if (steps.Count > 0)
            _done.Add(new StepGroup(steps));
    }
}
