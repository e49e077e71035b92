using System.Text;

namespace Whimbrel.Cli.Output.Findings;

/// <summary>Lines of scripts, to be shown beside what was found in them; it keeps the newest file only.</summary>
internal sealed class SourceLines
{
    /// <summary>Larger files are data rather than something to look at.</summary>
    private const long LargestBytes = 64 << 20;

    private string? _path;
    private string[] _lines = [];

    /// <summary>null when there is no such line, or no such file any more.</summary>
    public string? Line(string path, int line)
    {
        if (path != _path)
        {
            (_path, _lines) = (path, Read(path));
        }

        return line >= 1 && line <= _lines.Length ? _lines[line - 1].TrimEnd('\r') : null;
    }

    private static string[] Read(string path)
    {
        try
        {
            return new FileInfo(path) is { Exists: true, Length: <= LargestBytes } ? File.ReadAllText(path, Encoding.UTF8).Split('\n') : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The finding itself says that the file cannot be read.
            return [];
        }
    }
}
