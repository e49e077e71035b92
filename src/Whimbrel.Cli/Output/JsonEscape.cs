using System.Buffers;

namespace Whimbrel.Cli.Output;

/// <summary>UTF-8 text as a JSON string: only what must be escaped is, and the rest is copied in stretches.</summary>
internal static class JsonEscape
{
    /// <summary>A byte becomes at most \u001f, and there are two quotes.</summary>
    public const int LargestGrowth = 6;

    private static readonly SearchValues<byte> _escaped = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(b => (byte)b), (byte)'"', (byte)'\\']);

    /// <summary>Returns how many bytes of <paramref name="into"/> the string takes.</summary>
    public static int Write(ReadOnlySpan<byte> text, Span<byte> into)
    {
        var length = 0;
        into[length++] = (byte)'"';
        for (var next = text.IndexOfAny(_escaped); next >= 0; next = text.IndexOfAny(_escaped))
        {
            text[..next].CopyTo(into[length..]);
            length += next;
            length += Escape(text[next], into[length..]);
            text = text[(next + 1)..];
        }

        text.CopyTo(into[length..]);
        length += text.Length;
        into[length++] = (byte)'"';
        return length;
    }

    private static int Escape(byte one, Span<byte> into)
    {
        var letter = one switch { (byte)'\n' => 'n', (byte)'\r' => 'r', (byte)'\t' => 't', (byte)'"' => '"', (byte)'\\' => '\\', _ => 'u' };
        into[0] = (byte)'\\';
        into[1] = (byte)letter;
        if (letter != 'u')
        {
            return 2;
        }

        _ = one.TryFormat(into[2..], out var digits, "x4");
        return 2 + digits;
    }
}
