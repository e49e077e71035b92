using System.Globalization;
using System.Text;

namespace Whimbrel.Engine.Docker;

/// <summary>Lines of an engine's log, each of which begins with its time.</summary>
internal sealed class LogLines(Stream stream, bool hasTerminal)
{
    private readonly FrameReader _frames = new(stream);
    private readonly Queue<LogLine> _ready = new();
    private readonly MemoryStream[] _unfinished = [new(), new()];
    private readonly byte[] _buffer = new byte[16 * 1024];

    /// <returns>Null at the end.</returns>
    public async Task<LogLine?> NextAsync(CancellationToken ct)
    {
        while (_ready.Count == 0)
        {
            var (bytes, isError) = hasTerminal ? (await stream.ReadAsync(_buffer, ct), false) : await _frames.ReadAsync(_buffer, ct);
            if (bytes == 0)
            {
                Finish(isError: false);
                Finish(isError: true);
                return _ready.TryDequeue(out var last) ? last : null;
            }

            Take(_buffer.AsSpan(0, bytes), isError);
        }

        return _ready.Dequeue();
    }

    private void Take(ReadOnlySpan<byte> bytes, bool isError)
    {
        while (bytes.IndexOf((byte)'\n') is >= 0 and var end)
        {
            _unfinished[isError ? 1 : 0].Write(bytes[..end]);
            Finish(isError);
            bytes = bytes[(end + 1)..];
        }

        _unfinished[isError ? 1 : 0].Write(bytes);
    }

    private void Finish(bool isError)
    {
        var line = _unfinished[isError ? 1 : 0];
        if (line.Length == 0)
        {
            return;
        }

        var text = Encoding.UTF8.GetString(line.GetBuffer(), 0, (int)line.Length).TrimEnd('\r');
        line.SetLength(0);
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        var time = space < 0 ? text : text[..space];
        if (DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
        {
            _ready.Enqueue(new LogLine(at, isError, space < 0 ? "" : text[(space + 1)..]));
        }
    }
}
