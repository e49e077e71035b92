namespace Whimbrel.Engine.Locks;

/// <summary>While a transaction holds its locks: ends it when somebody has waited for it longer than the stall budget, or when it waits itself.</summary>
internal sealed class VictimWatch : LockWatch
{
    private readonly Func<CancellationToken, Task<LockWaits>> _look;
    private readonly TimeSpan _budget;

    internal VictimWatch(Func<CancellationToken, Task<LockWaits>> look, TimeSpan budget, CancellationToken ct)
        : base(TimeSpan.FromMilliseconds(5), ct)
    {
        (_look, _budget) = (look, budget);
        Begin();
    }

    /// <summary>Who waited for too long; null when nobody did.</summary>
    internal LockWaits? TooLong { get; private set; }

    protected override async Task<bool> LookAsync(CancellationToken ct)
    {
        var waits = await _look(ct);
        TooLong = waits.LongestVictim > _budget || waits.Own > _budget ? waits : null;
        return TooLong is not null;
    }
}
