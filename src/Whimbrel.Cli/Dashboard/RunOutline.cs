using Whimbrel.Engine;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Migrations;

namespace Whimbrel.Cli.Dashboard;

/// <summary>The steps that a run has before it, in order.</summary>
internal sealed record RunOutline(IReadOnlyList<(int Phase, string Key, string Title)> Steps)
{
    private static RunOutline Unknown { get; } = new([]);

    /// <param name="migrations">The folder of the scripts.</param>
    public static RunOutline Of(RunFacts facts, string migrations)
    {
        if (facts.Restore is { } restore)
        {
            return Of(Runbook.Restore(restore.InPlace));
        }

        try
        {
            var folder = facts.Versions.Count == 0 ? null : MigrationFolder.Read(migrations);
            var found = facts.Versions.Select(v => folder?.Find(v.Version)).OfType<Migration>().ToList();
            return found.Count == facts.Versions.Count && Enum.TryParse<RunCommand>(facts.Command, ignoreCase: true, out var command)
                ? Of(Runbook.For(command, found, facts.Downtime))
                : Unknown;
        }
        catch (Exception e) when (e is OperatorException or IOException or UnauthorizedAccessException)
        {
            // The scripts are elsewhere by now: what was begun is shown all the same.
            return Unknown;
        }
    }

    /// <summary>What was begun as the journal tells it, and what is still to come.</summary>
    public IReadOnlyList<StepView> With(IReadOnlyList<Engine.Steps.Document.RecordedStep> recorded, bool isAlive, bool hasEnded)
    {
        var begun = recorded.ToDictionary(s => s.Name, StringComparer.Ordinal);
        var planned = Steps.Where(s => !hasEnded || begun.ContainsKey(s.Key))
            .Select(s => begun.TryGetValue(s.Key, out var step) ? View(step, s.Title, isAlive) : new StepView(s.Phase, s.Key, s.Title, "planned", null, 0, ""));
        var known = Steps.Select(s => s.Key).ToHashSet(StringComparer.Ordinal);
        return [.. planned, .. recorded.Where(s => !known.Contains(s.Name)).Select(s => View(s, s.Title, isAlive))];
    }

    private static StepView View(Engine.Steps.Document.RecordedStep step, string title, bool isAlive) =>
        new(step.Phase, step.Name, title, step.Status == "running" && !isAlive ? "stopped" : step.Status, step.StartedAt, step.Seconds, step.Summary);

    private static RunOutline Of(IReadOnlyList<IStep> steps) => new([.. steps.Select(s => ((int)s.Phase, s.Key, s.Title))]);
}
