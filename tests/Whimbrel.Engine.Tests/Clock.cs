namespace Whimbrel.Engine.Tests;

/// <summary>Time that stands still until it is moved.</summary>
internal sealed class Clock : TimeProvider
{
    public DateTimeOffset Now { get; private set; } = new(2026, 3, 14, 22, 0, 0, TimeSpan.Zero);

    public void Pass(double seconds) => Now += TimeSpan.FromSeconds(seconds);

    public override DateTimeOffset GetUtcNow() => Now;
}
