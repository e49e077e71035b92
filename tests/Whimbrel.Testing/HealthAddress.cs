namespace Whimbrel.Testing;

/// <summary>An application's health address on a free port, which answers what the test wants.</summary>
public sealed class HealthAddress : IAsyncDisposable
{
    private readonly LocalSite _site;
    private volatile int _status = 200;

    public HealthAddress() => _site = new LocalSite(_ => Task.CompletedTask, () => _status, () => Latency);

    public string Url => $"{_site.Url}/health";

    /// <summary>The status that it answers with from now on.</summary>
    public int Status
    {
        get => _status;
        set => _status = value;
    }

    /// <summary>How long it takes for each answer.</summary>
    public TimeSpan Latency { get; set; }

    public ValueTask DisposeAsync() => _site.DisposeAsync();
}
