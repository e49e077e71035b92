using Whimbrel.Engine.Steps.Watch;

namespace Whimbrel.Engine.Tests.Steps;

public sealed class WatcherTests
{
    private static readonly WatchSample _good = new(new Clock().Now, true, 12, "http://localhost/health answered 200 in 12 ms", 12, 100, 0, 0.4, 0, 0.99);

    [Fact]
    public void Sees_no_breach_in_a_good_sample()
    {
        Watcher.Breach(_good).ShouldBeNull();
        Watcher.Breach(_good with { IsHealthy = null, HealthMs = null, Health = null, OldestTransactionSeconds = 9999, Deadlocks = 5, CacheHitRatio = null }).ShouldBeNull();
    }

    [Fact]
    public void Sees_an_application_that_is_not_healthy() =>
        Watcher.Breach(_good with { IsHealthy = false, Health = "http://localhost/health answered 503 in 1 ms" }).ShouldBe("the application is not healthy: http://localhost/health answered 503 in 1 ms");

    [Fact]
    public void Sees_sessions_that_wait() => Watcher.Breach(_good with { WaitingSessions = 3 }).ShouldBe("3 sessions have waited for a lock for more than 5 s");

    [Theory]
    [InlineData(94, null)]
    [InlineData(95, "95 of 100 connections are taken")]
    public void Sees_connections_that_run_out(int connections, string? breach) => Watcher.Breach(_good with { Connections = connections }).ShouldBe(breach);

    [Fact]
    public void Shows_a_sample_as_a_line() =>
        WatchLine.Of(_good).ShouldBe("22:00:00 UTC  healthy    12 ms   12 of 100 connections  0 waiting  oldest transaction 0.4 s  0 deadlocks");
}
