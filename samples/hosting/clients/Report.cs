using System.Text.Json;

namespace Hosting.Clients;

/// <summary>What the clients saw, written to a file twice a second; a reader never finds half of it there.</summary>
internal sealed class Report(string file, TimeProvider clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private readonly Lock gate = new();
    private Tally tally = new(clock.GetUtcNow());

    public void Add(TimeSpan took, string? refusal)
    {
        lock (gate)
        {
            tally.Add(took, refusal, clock.GetUtcNow());
        }
    }

    /// <summary>Begins a new count; the old one is left in a file of its own.</summary>
    public void StartAnew()
    {
        Tally ended;
        lock (gate)
        {
            ended = tally;
            tally = new Tally(clock.GetUtcNow());
        }

        Write(ended, file + ".previous");
    }

    public async Task WriteRegularlyAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            Write();
            await Task.Delay(Interval, clock, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Write()
    {
        Tally current;
        lock (gate)
        {
            current = tally;
        }

        Write(current, file);
    }

    private void Write(Tally counted, string target)
    {
        string partial = target + ".partial";
        using (var stream = File.Create(partial))
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            lock (gate)
            {
                counted.WriteTo(json, clock.GetUtcNow());
            }
        }

        File.Move(partial, target, overwrite: true);
    }
}
