using System.Text;

namespace Whimbrel.Sql.Psql;

/// <summary>
/// A script's bytes as far as they are needed at the moment, always valid UTF-8 without NUL, and where each of them stands.
/// At the first byte that is neither, the script ends, and <see cref="RefuseBadByte"/> tells why.
/// </summary>
internal sealed class ScriptBytes(string path, Stream stream) : IDisposable
{
    private const int FirstSize = 256 << 10;

    /// <summary>COPY's rows do not count: they are handed over as they are read.</summary>
    private const int LongestStatement = 64 << 20;

    /// <summary>So much of a line before what is needed is kept, to be shown in an error.</summary>
    private const int ShownBefore = 4096;

    private readonly Utf8Gate _gate = new();
    private int _filled;
    private int _placed;
    private int _line = 1;
    private int _column = 1;

    internal string Path { get; } = path;

    internal byte[] Buffer { get; private set; } = GC.AllocateUninitializedArray<byte>(SizeFor(stream));

    /// <summary>How many bytes of <see cref="Buffer"/> may be read.</summary>
    internal int End { get; private set; }

    /// <summary>Of the buffer's first byte.</summary>
    internal long Offset { get; private set; }

    internal bool IsComplete { get; private set; }

    public void Dispose() => stream.Dispose();

    /// <summary>After a byte order mark, if there is one.</summary>
    internal int Open()
    {
        while (_filled < 3 && !IsComplete)
            _ = Fill(0);
        return _placed = Buffer.AsSpan(0, End) is [0xEF, 0xBB, 0xBF, ..] ? 3 : 0;
    }

    /// <summary>Reads more; what stands before <paramref name="keep"/> may go. Returns by how much the kept bytes moved to the front.</summary>
    internal int Fill(int keep)
    {
        if (IsComplete)
            return 0;

        var shift = MoveToFront(keep);
        if (_filled == Buffer.Length)
            Grow();
        var read = stream.Read(Buffer, _filled, Buffer.Length - _filled);
        _filled += read;
        IsComplete = read == 0;
        End += _gate.Pass(Buffer.AsSpan(End, _filled - End), IsComplete);
        IsComplete |= _gate.Problem is not null;
        return shift;
    }

    /// <summary>Ask in ascending order.</summary>
    internal Place PlaceAt(int position)
    {
        MoveCursor(position);
        return new Place(Path, _line, _column, Offset + position);
    }

    /// <exception cref="ScriptException">The script ends here because of a byte that PostgreSQL could not take.</exception>
    internal void RefuseBadByte()
    {
        if (_gate.Problem is { } problem)
            throw Error(PlaceAt(End), $"{problem} at offset {Offset + End}", _gate.Hint);
    }

    internal ScriptException Error(Place place, string problem, string? hint) =>
        new(place.Path, place.Line, place.Column, problem, LineOf(place), hint);

    /// <summary>null when the line is no longer at hand.</summary>
    internal string? LineOf(Place place)
    {
        var at = (int)Math.Clamp(place.ByteOffset - Offset, 0, End);
        // The buffer begins with the script, or with a newline, unless that line is too long.
        var start = Buffer.AsSpan(0, at).LastIndexOf((byte)'\n') + 1;
        if (place.ByteOffset < Offset || (start == 0 && Offset > 0))
            return null;

        var rest = Buffer.AsSpan(at, End - at);
        var length = rest.IndexOfAny((byte)'\n', (byte)'\r');
        var line = Encoding.UTF8.GetString(Buffer.AsSpan(start, at - start + (length < 0 ? rest.Length : length)));
        return line.TrimStart('\uFEFF');
    }

    private int MoveToFront(int keep)
    {
        var shown = Math.Max(0, keep - ShownBefore);
        var newline = Buffer.AsSpan(shown, keep - shown).LastIndexOf((byte)'\n');
        var shift = newline >= 0 ? shown + newline : shown == 0 && Offset == 0 ? 0 : keep;
        if (shift == 0)
            return 0;

        MoveCursor(shift);
        Buffer.AsSpan(shift, _filled - shift).CopyTo(Buffer);
        (Offset, End, _filled, _placed) = (Offset + shift, End - shift, _filled - shift, _placed - shift);
        return shift;
    }

    /// <summary>A small file needs no large buffer: thousands of them are read one after the other.</summary>
    private static int SizeFor(Stream stream) => stream.CanSeek ? (int)Math.Clamp(stream.Length + 1, 64, FirstSize) : FirstSize;

    /// <exception cref="ScriptException">One statement is larger than what is held in memory.</exception>
    private void Grow()
    {
        if (Buffer.Length >= LongestStatement)
            throw Error(PlaceAt(_placed), $"one statement of more than {LongestStatement >> 20} MB", "Write its rows as several statements, or load them with COPY … FROM stdin.");

        var larger = GC.AllocateUninitializedArray<byte>(checked(Buffer.Length * 2));
        Buffer.AsSpan(0, _filled).CopyTo(larger);
        Buffer = larger;
    }

    private void MoveCursor(int position)
    {
        if (position <= _placed)
            return;

        var passed = Buffer.AsSpan(_placed, position - _placed);
        var newline = passed.LastIndexOf((byte)'\n');
        _line += newline < 0 ? 0 : passed.Count((byte)'\n');
        _column = (newline < 0 ? _column : 1) + Encoding.UTF8.GetCharCount(passed[(newline + 1)..]);
        _placed = position;
    }
}
