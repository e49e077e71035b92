using Whimbrel.Engine.Application;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Steps.Watch;

/// <summary>Compares the errors in the application's log since the watch began with those of before the run.</summary>
internal sealed class LogWatch(Run run)
{
    private readonly DateTimeOffset _begun = run.Time.GetUtcNow();

    /// <returns>One finding for each service that complains more often than chance explains.</returns>
    public async Task<IReadOnlyList<WatchFinding>> LookAsync(CancellationToken ct)
    {
        var now = run.Time.GetUtcNow();
        if (ApplicationLog.FindNoted(run) is not { } before || now - _begun < TimeSpan.FromSeconds(1))
        {
            return [];
        }

        var since = await ApplicationLog.CountAsync(run, _begun, now, ct);
        return [.. since.Select(s => Compare(before.FirstOrDefault(b => b.Name == s.Name), s, now - _begun)).OfType<WatchFinding>()];
    }

    private static WatchFinding? Compare(LogCount? before, LogCount since, TimeSpan time)
    {
        var (then, now) = ((before?.Fatal ?? 0) + (before?.Errors ?? 0), since.Fatal + since.Errors);
        return ServerJudge.Rises(then, ApplicationLog.Before.TotalSeconds, now, time.TotalSeconds)
            ? new WatchFinding("degraded", "log", since.Name, $"{since.Name} logged {now} errors in {Duration.Say(time)}, before {then} in {Duration.Say(ApplicationLog.Before)}; the last: {since.Last}", then, now, "count", null)
            : null;
    }
}
