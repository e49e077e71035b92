using System.Text;

namespace Whimbrel.Engine.Steps.Backup;

/// <summary>
/// Counts the rows of each table in what <c>pg_restore --data-only</c> writes, while it comes: the lines between <c>COPY x FROM stdin;</c> and <c>\.</c>.
/// No row is held.
/// </summary>
internal sealed class CopyCounter
{
    private const int LongestCommand = 1024 * 1024;
    private const byte NewLine = (byte)'\n';

    private readonly SortedDictionary<string, long> _rows = new(StringComparer.Ordinal);
    private readonly List<byte> _command = [];
    private string? _table;

    /// <summary>How much of the end mark was seen at the start of this line; -1 behind its first other byte.</summary>
    private int _mark;

    public IReadOnlyDictionary<string, long> Rows => _rows;

    private static ReadOnlySpan<byte> EndMark => "\\.\n"u8;

    public void Append(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            text = text[(_table is null ? ReadCommand(text) : _mark >= 0 ? ReadMark(text) : ReadRows(text))..];
        }
    }

    private int ReadCommand(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf(NewLine);
        var line = end < 0 ? text : text[..end];
        if (_command.Count + line.Length <= LongestCommand)
        {
            _command.AddRange(line);
        }

        if (end < 0)
        {
            return text.Length;
        }

        if (IsWithinName())
        {
            _command.Add(NewLine);
            return end + 1;
        }

        _table = TableOf(Encoding.UTF8.GetString([.. _command]));
        _command.Clear();
        if (_table is not null)
        {
            _mark = 0;
            _rows.TryAdd(_table, 0);
        }

        return end + 1;
    }

    private int ReadMark(ReadOnlySpan<byte> text)
    {
        if (text[0] != EndMark[_mark])
        {
            _mark = -1;
            return 0;
        }

        if (++_mark == EndMark.Length)
        {
            _table = null;
        }

        return 1;
    }

    /// <summary>All lines up to one that begins as the end mark does.</summary>
    private int ReadRows(ReadOnlySpan<byte> text)
    {
        var next = text.IndexOf("\n\\"u8);
        var lines = next < 0 ? text : text[..(next + 1)];
        _rows[_table!] += lines.Count(NewLine);
        _mark = lines[^1] == NewLine ? 0 : -1;
        return lines.Length;
    }

    /// <summary>Names may have line ends in them: a quote is open.</summary>
    private bool IsWithinName()
    {
        var command = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_command);
        return command.StartsWith("COPY "u8) && command.Length < LongestCommand && command.Count((byte)'"') % 2 == 1;
    }

    private static string? TableOf(string command)
    {
        if (!command.StartsWith("COPY ", StringComparison.Ordinal) || !command.EndsWith(" FROM stdin;", StringComparison.Ordinal))
        {
            return null;
        }

        var isQuoted = false;
        var end = 5;
        for (; end < command.Length && (isQuoted || command[end] != ' '); end++)
        {
            isQuoted ^= command[end] == '"';
        }

        return command[5..end];
    }
}
