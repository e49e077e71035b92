using System.Text.Json;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Steps.Assess;
using Whimbrel.Engine.Steps.Watch;

namespace Whimbrel.Engine.Runs;

/// <summary>The watch outside of a run. It compares with the time before the newest migration of this database, where that was not long ago.</summary>
public static class SoloWatch
{
    /// <summary>Behind it the application has other hours, and its load another mix.</summary>
    private static readonly TimeSpan _oldest = TimeSpan.FromHours(24);

    /// <param name="show">Gets each sample when it is taken.</param>
    /// <param name="ended">Cancelled when the operator ends the watch.</param>
    public static async Task<WatchResult> WatchAsync(RunOpening opening, Database database, TimeSpan length, TimeSpan every, Action<WatchSample> show, CancellationToken ended)
    {
        var run = opening.BuildSolo("watch", database);
        await using var prober = run.Prober;
        var (baseline, of) = FindBaseline(run) is { } found ? found : (null, null);
        if (baseline is not null)
        {
            prober.Begin(run.Settings.Application.Addresses, folder: null);
        }

        run.Output.Note(of is null
            ? "no run of the last 24 h has recorded a baseline: only what is broken ends the watch"
            : $"compared with the time before the migration of run {of}");
        return await WatchApplication.Watcher(run, baseline).WatchAsync(length, every, show, ended) with { BaselineOf = of };
    }

    private static (Baseline Baseline, string Run)? FindBaseline(Run run)
    {
        var since = run.Time.GetUtcNow() - _oldest;
        foreach (var past in new StateFolder(run.Settings.StatePath).Runs().TakeWhile(r => r.State.StartedAt > since).Where(r => r.State.Facts!.Database.IsSameAs(run.Database.Identity)))
        {
            if (past.Entries.LastOrDefault(e => e.Event == JournalEvent.Outcome && e.Step == nameof(RecordBaseline))?.Data?.Deserialize(JournalJson.Default.Baseline) is { } baseline)
            {
                return (baseline, past.State.Facts!.Id);
            }
        }

        return null;
    }
}
