namespace Whimbrel.Cli.Dashboard;

/// <summary>Reads a run's <c>output.log</c>: time, kind and text, and indented lines that belong to the one before.</summary>
internal static class LogLines
{
    private const int Time = 24;
    private const int Text = 33;

    public static IReadOnlyList<LogLine> Read(IReadOnlyList<string> lines)
    {
        var read = new List<LogLine>();
        foreach (var line in lines)
        {
            if (line.Length >= Text && line[Time - 1] == 'Z')
            {
                read.Add(new LogLine(line[..Time], line[(Time + 1)..(Text - 1)].TrimEnd(), line[Text..]));
            }
            else if (read.Count > 0)
            {
                read[^1] = read[^1] with { Text = $"{read[^1].Text}\n{line.TrimStart()}" };
            }
        }

        return read;
    }
}
