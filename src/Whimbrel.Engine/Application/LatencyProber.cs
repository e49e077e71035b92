using System.Text.Json;
using Whimbrel.Engine.Journal;

namespace Whimbrel.Engine.Application;

/// <summary>A steady client beside a run: asks each address five times a second, each time by a new connection, and keeps what each second's answers were. It never fails a run.</summary>
/// <param name="warn">Told once when the file cannot be written.</param>
public sealed class LatencyProber(Action<string> warn, TimeProvider time) : IAsyncDisposable
{
    private const int AtOnce = 50;
    private const int SecondsKept = 900;

    private static readonly TimeSpan _every = TimeSpan.FromMilliseconds(200);

    private readonly HealthProbe _probe = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly Queue<LatencySecond> _seconds = [];
    private readonly List<Task> _asking = [];
    private string? _folder;
    private FileStream? _file;
    private bool _isBroken;

    /// <summary>Begins to ask; once.</summary>
    /// <param name="folder">Where <see cref="LatencyFile"/> is written; null for nowhere.</param>
    public void Begin(IEnumerable<string> urls, string? folder)
    {
        if (_asking.Count == 0)
        {
            _folder = folder;
            _asking.AddRange(urls.Distinct(StringComparer.Ordinal).Select(AskAllTheTimeAsync));
        }
    }

    /// <summary>The newest seconds that are over, of all addresses, in the order in which they ended.</summary>
    public IReadOnlyList<LatencySecond> Since(DateTimeOffset since)
    {
        lock (_lock)
        {
            return [.. _seconds.Where(s => s.At >= since)];
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_asking);
        await (_file?.DisposeAsync() ?? ValueTask.CompletedTask);
        _probe.Dispose();
        _stop.Dispose();
    }

    private async Task AskAllTheTimeAsync(string url)
    {
        using var timer = new PeriodicTimer(_every, time);
        var asked = new Queue<(DateTimeOffset Second, Task<HealthAnswer?> Answer)>();
        var answers = new List<HealthAnswer>();
        var second = DateTimeOffset.MinValue;
        try
        {
            do
            {
                if (asked.Count < AtOnce)
                {
                    asked.Enqueue((Whole(time.GetUtcNow()), AskAsync(url)));
                }

                // In the order in which they were sent: a second is whole when an answer of the next one is looked at.
                while (asked.TryPeek(out var first) && first.Answer.IsCompleted)
                {
                    if (first.Second != second)
                    {
                        Keep(second, url, answers);
                        answers.Clear();
                        second = first.Second;
                    }

                    answers.Add((await asked.Dequeue().Answer)!);
                }
            }
            while (await timer.WaitForNextTickAsync(_stop.Token));
        }
        catch (OperationCanceledException)
        {
            // What is still on its way says nothing any more.
            await Task.WhenAll(asked.Select(a => a.Answer));
        }

        Keep(second, url, answers);
    }

    /// <returns>Null when it was still on its way at the end.</returns>
    private async Task<HealthAnswer?> AskAsync(string url)
    {
        try
        {
            return await _probe.AskAsync(url, _stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return null;
        }
    }

    private void Keep(DateTimeOffset at, string url, List<HealthAnswer> answers)
    {
        if (answers.Count == 0)
        {
            return;
        }

        var second = LatencySecond.Of(at, url, answers);
        lock (_lock)
        {
            _seconds.Enqueue(second);
            if (_seconds.Count > SecondsKept * _asking.Count)
            {
                _seconds.Dequeue();
            }

            Write(second);
        }
    }

    private void Write(LatencySecond second)
    {
        if (_folder is null || _isBroken)
        {
            return;
        }

        try
        {
            _file ??= LatencyFile.Append(_folder);
            _file.Write([.. JsonSerializer.SerializeToUtf8Bytes(second, JournalJson.Default.LatencySecond), (byte)'\n']);
            _file.Flush();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _isBroken = true;
            warn($"the application's answers are not written down any more: {e.Message}");
        }
    }

    private static DateTimeOffset Whole(DateTimeOffset at) => new(at.Ticks - (at.Ticks % TimeSpan.TicksPerSecond), at.Offset);
}
