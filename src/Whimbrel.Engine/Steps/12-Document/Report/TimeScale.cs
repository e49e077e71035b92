namespace Whimbrel.Engine.Steps.Document.Report;

/// <summary>Where a time stands in the timeline, in percent. A watch of an hour would leave a second of migration no room: it is cut.</summary>
/// <param name="IsCut">Whether what comes behind <paramref name="To"/> is drawn in a strip of its own.</param>
internal sealed record TimeScale(DateTimeOffset From, DateTimeOffset To, bool IsCut)
{
    private const double Strip = 14;

    internal static TimeScale Of(RunRecord record)
    {
        var ended = record.Steps.Select(s => (s.Phase, End: s.EndedAt ?? s.StartedAt.AddSeconds(s.Seconds))).ToList();
        var last = ended.Max(e => e.End);
        var work = ended.Where(e => e.Phase < (int)Phase.Watch).Select(e => e.End).DefaultIfEmpty(last).Max();
        var watched = record.Steps.Any(s => s.Phase == (int)Phase.Watch && s.Status != "skipped");
        return watched && last - work > (work - record.StartedAt) / 2 ? new TimeScale(record.StartedAt, work, IsCut: true) : new TimeScale(record.StartedAt, last, IsCut: false);
    }

    internal double At(DateTimeOffset time)
    {
        var room = IsCut ? 100 - Strip : 100;
        var whole = (To - From).TotalSeconds;
        var share = whole <= 0 ? 0 : (time - From).TotalSeconds / whole;
        return share <= 1 ? Math.Max(0, share) * room : 100;
    }
}
