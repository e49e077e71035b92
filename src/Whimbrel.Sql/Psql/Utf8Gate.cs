using System.Text;
using System.Text.Unicode;

namespace Whimbrel.Sql.Psql;

/// <summary>Lets UTF-8 without NUL pass, chunk after chunk, up to the first byte that is something else.</summary>
internal sealed class Utf8Gate
{
    internal string? Problem { get; private set; }

    internal string? Hint { get; private set; }

    /// <summary>How many of the bytes may pass; the rest of a character that is not yet complete waits for the next chunk.</summary>
    internal int Pass(ReadOnlySpan<byte> bytes, bool isLast)
    {
        var usable = bytes[..(isLast ? bytes.Length : bytes.Length - IncompleteTail(bytes))];
        var nul = usable.IndexOf((byte)0);
        var valid = ValidPrefix(nul < 0 ? usable : usable[..nul]);
        if (valid == usable.Length)
            return valid;

        (Problem, Hint) = valid == nul
            ? ("a NUL byte", "PostgreSQL's text has no NUL: save the file as UTF-8 text.")
            : ($"the file is not UTF-8: byte 0x{usable[valid]:X2}", valid == 0 && usable is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] ? "The file is UTF-16: save it as UTF-8." : "Save the file as UTF-8.");
        return valid;
    }

    private static int ValidPrefix(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes))
            return bytes.Length;

        var valid = 0;
        while (Rune.DecodeFromUtf8(bytes[valid..], out _, out var length) == System.Buffers.OperationStatus.Done)
            valid += length;
        return valid;
    }

    private static int IncompleteTail(ReadOnlySpan<byte> bytes)
    {
        for (var length = 1; length <= Math.Min(3, bytes.Length); length++)
        {
            var first = bytes[^length];
            if (first >= 0xC0)
                return length < (first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2) ? length : 0;
            if (first < 0x80)
                return 0;
        }

        return 0;
    }
}
