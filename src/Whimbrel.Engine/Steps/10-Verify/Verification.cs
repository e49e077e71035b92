using System.Text.Json;
using Whimbrel.Engine.Journal;

namespace Whimbrel.Engine.Steps.Verify;

/// <summary>What was checked after the migration.</summary>
public sealed record Verification(IReadOnlyList<Check> Checks, double? CacheHitRatio, IReadOnlyList<SlowQuery> SlowQueries)
{
    /// <summary>A check that failed blocks the run, and each that did is named.</summary>
    internal StepResult ToResult()
    {
        var data = JsonSerializer.SerializeToElement(this, JournalJson.Default.Verification);
        var failed = Checks.Where(c => !c.Ok).ToList();
        return failed.Count == 0
            ? new StepResult.Done($"{Checks.Count} checks passed{(CacheHitRatio is { } ratio ? $", cache hit ratio {ratio:P1}" : "")}", data)
            : new StepResult.Blocked(
                $"{failed.Count} of {Checks.Count} checks failed:\n" + string.Join('\n', failed.Select(c => $"  {c.Name}: {c.Detail}")),
                "mend what they name and run 'whimbrel resume' (or 'whimbrel resume --skip verify'), or go back with 'whimbrel abort'.",
                ExitCode.SomethingLeft,
                data);
    }
}

/// <summary>One check.</summary>
public sealed record Check(string Name, bool Ok, string Detail);

/// <summary>A query of pg_stat_statements that uses an affected table; times in milliseconds.</summary>
public sealed record SlowQuery(string Query, long Calls, double TotalMs, double MeanMs, double MaxMs);
