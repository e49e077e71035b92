namespace Whimbrel.Engine.Steps.MigrateData.Batches;

/// <summary>How many keys a batch takes, so that it lasts as long as it should.</summary>
internal sealed class BatchSize(TimeSpan target)
{
    private const long First = 1000;

    /// <summary>Below this, a batch costs more than its rows.</summary>
    private const long SmallestWorthwhile = 100;
    private const long Largest = 1_000_000;

    internal long Keys { get; private set; } = First;

    /// <summary>A batch took this long: the next is at most twice as large, and not less than a half.</summary>
    internal void Took(TimeSpan time) => Set(Math.Max(Math.Min(Keys * 2, SmallestWorthwhile), Keys * Math.Clamp(target / time, 0.5, 2)));

    /// <summary>A batch was taken back, because others had to wait for it.</summary>
    internal void WasTooLarge() => Set(Keys / 4.0);

    private void Set(double keys) => Keys = (long)Math.Clamp(keys, 1, Largest);
}
