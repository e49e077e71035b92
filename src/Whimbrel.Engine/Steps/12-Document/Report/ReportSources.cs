using System.Text.Json;
using Whimbrel.Engine.Application;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Steps.Plan;

namespace Whimbrel.Engine.Steps.Document.Report;

/// <summary>What the report shows beside the record, from the run's folder.</summary>
/// <param name="Damage">Why the answers could not be read; null where they could.</param>
/// <param name="Sql">The statements of each step that runs a script, as the plan has them.</param>
internal sealed record ReportSources(IReadOnlyList<LatencySecond> Latency, string? Damage, IReadOnlyDictionary<string, IReadOnlyList<string>> Sql)
{
    internal static ReportSources Nothing { get; } = new([], null, new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal));

    /// <param name="folder">The run's; it may be another machine's record alone.</param>
    internal static ReportSources Read(string folder)
    {
        var sql = File.Exists(Path.Combine(folder, RunJournal.FileName)) ? SqlOf(RunJournal.Read(folder)) : Nothing.Sql;
        try
        {
            return new ReportSources(LatencyFile.Read(folder), null, sql);
        }
        catch (JsonException e)
        {
            return new ReportSources([], $"{LatencyFile.FileName} is damaged: {e.Message}", sql);
        }
    }

    private static Dictionary<string, IReadOnlyList<string>> SqlOf(IReadOnlyList<JournalEntry> entries)
    {
        var plan = entries.LastOrDefault(e => e is { Event: JournalEvent.Outcome, Step: nameof(WritePlan), Data: not null })?.Data?.Deserialize(JournalJson.Default.PlanDocument);
        return plan?.Steps.Where(s => s.Sql.Count > 0).ToDictionary(s => s.Name, s => s.Sql, StringComparer.Ordinal) ?? [];
    }
}
