using System.Text;

namespace Whimbrel.Cli.Output.Findings;

/// <summary>The lines of a script, to be shown beside what was found in it.</summary>
internal sealed class SourceLines(string path)
{
    /// <summary>Larger files are data rather than something to look at.</summary>
    private const long LargestBytes = 64 << 20;

    private readonly Lazy<string> _text = new(() => Read(path), LazyThreadSafetyMode.None);
    private int _line = 1;
    private int _start;

    /// <summary>null when there is no such line, or no such file any more; lines are asked for in their order.</summary>
    public string? Line(int line)
    {
        var text = _text.Value;
        while (_line < line && _start < text.Length)
        {
            var end = text.IndexOf('\n', _start);
            _start = end < 0 ? text.Length : end + 1;
            _line++;
        }

        var rest = text.AsSpan(Math.Min(_start, text.Length));
        var length = rest.IndexOf('\n');
        return line != _line || rest.IsEmpty ? null : rest[..(length < 0 ? rest.Length : length)].TrimEnd('\r').ToString();
    }

    private static string Read(string path)
    {
        try
        {
            return new FileInfo(path) is { Exists: true, Length: <= LargestBytes } ? File.ReadAllText(path, Encoding.UTF8) : "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The finding itself says that the file cannot be read.
            return "";
        }
    }
}
