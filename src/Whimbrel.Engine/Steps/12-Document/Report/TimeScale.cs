namespace Whimbrel.Engine.Steps.Document.Report;

/// <summary>Where a time stands in the timeline, in percent. A watch of an hour would leave a second of migration no room: it is cut.</summary>
/// <param name="To">The end of the work; what comes behind it is drawn in a strip of its own.</param>
/// <param name="End">The end of all, the same as <paramref name="To"/> where nothing is cut.</param>
internal sealed record TimeScale(DateTimeOffset From, DateTimeOffset To, DateTimeOffset End)
{
    private const double Strip = 14;

    internal bool IsCut => To < End;

    internal static TimeScale Of(RunRecord record)
    {
        var ended = record.Steps.Select(s => (s.Phase, End: s.EndedAt ?? s.StartedAt.AddSeconds(s.Seconds))).ToList();
        var last = ended.Max(e => e.End);
        var work = ended.Where(e => e.Phase < (int)Phase.Watch).Select(e => e.End).DefaultIfEmpty(last).Max();
        var watched = record.Steps.Any(s => s.Phase == (int)Phase.Watch && s.Status != "skipped");
        return watched && last - work > (work - record.StartedAt) / 2 ? new TimeScale(record.StartedAt, work, last) : new TimeScale(record.StartedAt, last, last);
    }

    internal double At(DateTimeOffset time)
    {
        var room = IsCut ? 100 - Strip : 100;
        return time > To && IsCut ? room + (Strip * Share(To, End, time)) : room * Share(From, To, time);
    }

    private static double Share(DateTimeOffset from, DateTimeOffset to, DateTimeOffset time) => to <= from ? 0 : Math.Clamp((time - from) / (to - from), 0, 1);
}
