using System.Diagnostics;

namespace Whimbrel.Testing;

/// <summary>Waits for what another process is about to do.</summary>
public static class Eventually
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(30);

    public static async Task IsTrueAsync(Func<Task<bool>> claim, string what)
    {
        var clock = Stopwatch.StartNew();
        while (!await claim())
        {
            if (clock.Elapsed > _limit)
            {
                throw new TimeoutException($"not within {_limit.TotalSeconds} s: {what}");
            }

            await Task.Delay(25);
        }
    }
}
