using System.Text;

namespace Whimbrel.Engine.Docker;

/// <summary>A container that we have started, with its input and what it writes. When we are gone, its input ends.</summary>
public sealed class AttachedContainer : IAsyncDisposable
{
    private readonly DockerEngine _engine;
    private readonly Stream _stream;
    private readonly CancellationTokenSource _gone = new();
    private readonly Task _reading;
    private readonly StringBuilder _line = new();

    internal AttachedContainer(DockerEngine engine, string id, Stream stream, Action<string> line)
    {
        (_engine, Id, _stream) = (engine, id, stream);
        _reading = ReadAsync(line);
    }

    public string Id { get; }

    public async Task WriteAsync(string text, CancellationToken ct)
    {
        await _stream.WriteAsync(Encoding.UTF8.GetBytes(text), ct);
        await _stream.FlushAsync(ct);
    }

    /// <summary>Ends and removes it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _gone.CancelAsync();
        await _stream.DisposeAsync();
        await _reading;
        _gone.Dispose();
        await _engine.RemoveContainerAsync(Id, CancellationToken.None);
    }

    private async Task ReadAsync(Action<string> line)
    {
        var (frames, buffer) = (new FrameReader(_stream), new byte[16 * 1024]);
        try
        {
            while (await frames.ReadAsync(buffer, _gone.Token) is { Bytes: > 0 and var bytes })
            {
                Take(Encoding.UTF8.GetString(buffer, 0, bytes), line);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // Its end, or ours.
            return;
        }
    }

    private void Take(string text, Action<string> line)
    {
        var lines = text.Split('\n');
        foreach (var end in lines.SkipLast(1))
        {
            line(_line.Append(end).ToString());
            _line.Clear();
        }

        _line.Append(lines[^1]);
    }
}
