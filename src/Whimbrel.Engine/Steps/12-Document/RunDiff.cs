namespace Whimbrel.Engine.Steps.Document;

/// <summary>Two runs side by side, or a run beside its own rehearsal: the second is measured by the first.</summary>
public sealed record RunDiff(ComparedRun First, ComparedRun Second, IReadOnlyList<ComparedFact> Differences, IReadOnlyList<ComparedStep> Steps, IReadOnlyList<ComparedStatement> Statements)
{
    public static RunDiff Of(RunRecord first, RunRecord second) => RunFigures.Compare(RunFigures.Of(first), RunFigures.Of(second));

    /// <summary>The production's figures beside those of the rehearsal before it.</summary>
    /// <returns>Null where the run was not rehearsed.</returns>
    public static RunDiff? OfRehearsal(RunRecord run) =>
        run.Rehearsal is null ? null : RunFigures.Compare(RunFigures.OfRehearsal(run), RunFigures.Of(run) with { Facts = [], Steps = [] });
}

/// <summary>Which run is compared.</summary>
/// <param name="IsRehearsal">Whether these are the figures of its rehearsal.</param>
public sealed record ComparedRun(string Run, string Command, string Status, string Database, string ServerVersion, DateTimeOffset StartedAt, bool IsRehearsal);

/// <summary>What is not the same in both; null where one does not have it.</summary>
public sealed record ComparedFact(string About, string? First, string? Second);

/// <summary>A step in both; null where one does not have it, or left it out.</summary>
/// <param name="Ratio">Of the second to the first.</param>
/// <param name="IsSlower">More than three times as slow, and by more than 50 ms.</param>
public sealed record ComparedStep(string Name, string Title, string? FirstStatus, string? SecondStatus, double? FirstMs, double? SecondMs, double? Ratio, bool IsSlower);

/// <summary>A statement in both; null where one does not have it.</summary>
/// <param name="Ratio">Of the second to the first.</param>
/// <param name="IsSlower">More than three times as slow, and by more than 50 ms.</param>
public sealed record ComparedStatement(string File, int Line, string Statement, double? FirstMs, double? SecondMs, double? Ratio, bool IsSlower, long? FirstRows, long? SecondRows);
