using System.Text;

namespace Whimbrel.Sql;

/// <summary>Reads one line of a file again, to be shown with an error.</summary>
internal static class SourceLine
{
    private const int Longest = 1 << 16;

    /// <summary>null when the file has no such line.</summary>
    /// <param name="number">1-based.</param>
    internal static string? Of(Stream file, int number)
    {
        var buffer = new byte[1 << 16];
        var line = new List<byte>();
        var current = 1;
        int read;
        while (current <= number && (read = file.Read(buffer)) > 0)
        {
            var rest = buffer.AsSpan(0, read);
            while (current <= number && !rest.IsEmpty)
            {
                var end = rest.IndexOf((byte)'\n');
                if (current == number && line.Count < Longest)
                    line.AddRange(end < 0 ? rest : rest[..end]);
                current += end < 0 ? 0 : 1;
                rest = end < 0 ? [] : rest[(end + 1)..];
            }
        }

        return current < number ? null : Encoding.UTF8.GetString([.. line]).TrimStart('\uFEFF').TrimEnd('\r');
    }
}
