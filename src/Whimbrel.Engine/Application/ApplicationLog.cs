using System.Text.Json;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Application;

/// <summary>The errors in the application's log, before a run and since: noted before anything is stopped, as a task's log goes with it.</summary>
internal static class ApplicationLog
{
    private const string Noted = "ApplicationLog";

    /// <summary>How long before the run its errors count for comparison.</summary>
    public static readonly TimeSpan Before = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(10);

    /// <summary>Counts those of before once.</summary>
    public static async Task NoteAsync(Run run, CancellationToken ct)
    {
        if (FindNoted(run) is null && await CountAsync(run, Begun(run) - Before, Begun(run), ct) is { Count: > 0 } counts)
        {
            run.Journal.Append(JournalEvent.Note, Noted, $"in the {Duration.Say(Before)} before: {string.Join("; ", counts)}", data: JsonSerializer.SerializeToElement([.. counts], JournalJson.Default.LogCountArray));
        }
    }

    /// <summary>What was added since the run began, beside what there was before it.</summary>
    /// <returns>Null where nothing is known of a log.</returns>
    public static async Task<string?> CompareAsync(Run run, CancellationToken ct)
    {
        await NoteAsync(run, ct);
        var since = await CountAsync(run, Begun(run), run.Time.GetUtcNow(), ct);
        if (since.Count == 0)
        {
            return null;
        }

        var before = FindNoted(run) ?? [];
        var last = since.LastOrDefault(c => c.Last is not null)?.Last;
        return $"log since {Begun(run):HH:mm:ss} UTC: {string.Join("; ", since)} (in the {Duration.Say(Before)} before: {(before.Count > 0 ? string.Join("; ", before) : "not known")}){(last is null ? "" : $"; the last: {last}")}";
    }

    public static async Task<IReadOnlyList<LogCount>> CountAsync(Run run, DateTimeOffset since, DateTimeOffset until, CancellationToken ct)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(ct);
        bound.CancelAfter(_limit);
        try
        {
            return await run.Application.CountErrorsAsync(since, until, bound.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            run.Output.Warn($"the application's log was not read to its end within {Duration.Say(_limit)}: its errors are not counted");
            return [];
        }
        catch (OperatorException e)
        {
            run.Output.Warn($"the application's log cannot be read: {e.Message}");
            return [];
        }
    }

    private static DateTimeOffset Begun(Run run) => run.Journal.Entries[0].At;

    public static IReadOnlyList<LogCount>? FindNoted(Run run) =>
        run.Journal.Entries.FirstOrDefault(e => e is { Event: JournalEvent.Note, Step: Noted })?.Data?.Deserialize(JournalJson.Default.LogCountArray);
}
