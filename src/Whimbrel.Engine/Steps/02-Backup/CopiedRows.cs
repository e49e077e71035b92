using System.Text;

namespace Whimbrel.Engine.Steps.Backup;

/// <summary>Counts the rows of each table in what pg_restore writes of an archive's data alone: COPY, rows, <c>\.</c>.</summary>
internal sealed class CopiedRows
{
    private const int LongestLine = 64 * 1024;

    private readonly Dictionary<string, long> _rows = new(StringComparer.Ordinal);
    private readonly List<byte> _line = [];
    private string? _table;
    private long _count;

    /// <summary>By table, named and quoted as PostgreSQL does.</summary>
    public IReadOnlyDictionary<string, long> Rows => _rows;

    /// <summary>The next bytes, cut anywhere.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = _table is null || _line.Count > 0 ? TakeLine(bytes) : TakeRows(bytes);
        }
    }

    /// <summary>Inside a COPY, at the beginning of a row.</summary>
    private ReadOnlySpan<byte> TakeRows(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.StartsWith("\\.\n"u8) ? 0 : bytes.IndexOf("\n\\.\n"u8) + 1;
        if (end == 0 && bytes[0] == '\\')
        {
            // The end itself, or a row that begins with an escape: looked at as a line.
            return TakeLine(bytes);
        }

        var rows = end > 0 ? bytes[..end] : bytes[..(bytes.LastIndexOf((byte)'\n') + 1)];
        _count += rows.Count((byte)'\n');
        return rows.IsEmpty ? TakeLine(bytes) : bytes[rows.Length..];
    }

    private ReadOnlySpan<byte> TakeLine(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)'\n');
        var part = end < 0 ? bytes : bytes[..end];
        if (_line.Count < LongestLine)
        {
            _line.AddRange(part);
        }

        if (end < 0)
        {
            return [];
        }

        EndLine();
        return bytes[(end + 1)..];
    }

    private void EndLine()
    {
        if (_table is { } table)
        {
            if (_line is [(byte)'\\', (byte)'.'])
            {
                _rows[table] = _rows.GetValueOrDefault(table) + _count;
                (_table, _count) = (null, 0);
            }
            else
            {
                _count++;
            }
        }
        else
        {
            _table = TableOf(Encoding.UTF8.GetString([.. _line]));
        }

        _line.Clear();
    }

    /// <summary>COPY public."My table" (id) FROM stdin;</summary>
    private static string? TableOf(string line)
    {
        const string Begin = "COPY ", End = " FROM stdin;";
        if (!line.StartsWith(Begin, StringComparison.Ordinal) || !line.EndsWith(End, StringComparison.Ordinal))
        {
            return null;
        }

        var isQuoted = false;
        for (var i = Begin.Length; i < line.Length; i++)
        {
            isQuoted ^= line[i] == '"';
            if (line[i] == ' ' && !isQuoted)
            {
                return line[Begin.Length..i];
            }
        }

        return null;
    }
}
