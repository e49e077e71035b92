using System.Text;

namespace Whimbrel.Cli.Output.Findings;

/// <summary>The lines of a script, to be shown beside what was found in it.</summary>
internal sealed class SourceLines(string path)
{
    /// <summary>Larger files are data rather than something to look at.</summary>
    private const long LargestBytes = 64 << 20;

    private readonly Lazy<string[]> _lines = new(() => Read(path), LazyThreadSafetyMode.None);

    /// <summary>null when there is no such line, or no such file any more.</summary>
    public string? Line(int line) => line >= 1 && line <= _lines.Value.Length ? _lines.Value[line - 1].TrimEnd('\r') : null;

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
