using System.Text.Json;
using Whimbrel.Engine.Journal;

namespace Whimbrel.Engine.Application;

/// <summary>The answers of a run's application, second by second: a file of JSON lines in the run's folder. Nothing depends on it but charts.</summary>
public static class LatencyFile
{
    public const string FileName = "latency.jsonl";

    /// <summary>Opens it to go on with it; nobody else may read it. A line that a crash cut off is ended, so that the next one stands alone.</summary>
    internal static FileStream Append(string folder)
    {
        var file = new FileStream(Path.Combine(folder, FileName), new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Read,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        if (file.Length > 0)
        {
            file.Seek(-1, SeekOrigin.End);
            if (file.ReadByte() != '\n')
            {
                file.WriteByte((byte)'\n');
            }
        }

        return file;
    }

    /// <summary>Everything that was written so far; a last line that is not whole is left out.</summary>
    /// <param name="folder">The run's.</param>
    public static IReadOnlyList<LatencySecond> Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            return [];
        }

        using var file = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        var seconds = new List<LatencySecond>();
        while (file.ReadLine() is { } line)
        {
            if (line.EndsWith('}'))
            {
                seconds.Add(JsonSerializer.Deserialize(line, JournalJson.Default.LatencySecond)!);
            }
        }

        return seconds;
    }
}
