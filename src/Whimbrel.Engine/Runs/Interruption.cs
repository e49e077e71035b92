namespace Whimbrel.Engine.Runs;

/// <summary>The operator's Ctrl-C. The watch takes it as its own end; everything else goes back.</summary>
public sealed class Interruption : IDisposable
{
    private CancellationTokenSource _source = new();

    /// <summary>The token of the step that runs now.</summary>
    public CancellationToken Token => _source.Token;

    public bool IsRequested => _source.IsCancellationRequested && Expired is null;

    /// <summary>Why the run itself ended its step: its time is over; null as long as it is not.</summary>
    public OperatorException? Expired { get; private set; }

    /// <summary>Whether a request was made that has not been the end of anything but a run: a second one means it.</summary>
    public bool IsUnanswered { get; private set; }

    public void Request()
    {
        IsUnanswered = true;
        _source.Cancel();
    }

    /// <summary>The time of the run is over: it goes back.</summary>
    public void Expire(OperatorException why)
    {
        Expired = why;
        _source.Cancel();
    }

    /// <summary>The request was meant for what has just ended, the watch: the run goes on, and can be interrupted anew.</summary>
    public void Consume()
    {
        if (IsRequested)
        {
            IsUnanswered = false;
            // Not disposed: a signal may be on its way to it at this moment.
            _source = new CancellationTokenSource();
        }
    }

    public void Dispose() => _source.Dispose();
}
