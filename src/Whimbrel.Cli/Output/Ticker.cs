namespace Whimbrel.Cli.Output;

/// <summary>Calls again and again until it is disposed: long work must be seen to be alive.</summary>
internal sealed class Ticker(TimeSpan pause, Action tick) : IDisposable
{
    private readonly Timer _timer = new(_ => tick(), null, pause, pause);

    public void Dispose() => _timer.Dispose();
}
