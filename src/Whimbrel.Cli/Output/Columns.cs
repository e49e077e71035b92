using Spectre.Console;

namespace Whimbrel.Cli.Output;

/// <summary>Aligned columns on stdout, without a frame, so that they can be cut and grepped.</summary>
internal static class Columns
{
    public static void Write(IReadOnlyList<string> titles, IEnumerable<IReadOnlyList<string>> rows)
    {
        var all = new[] { titles }.Concat(rows).ToList();
        var widths = titles.Select((_, i) => all.Max(r => r[i].GetCellWidth())).ToList();
        foreach (var row in all)
        {
            Console.WriteLine(string.Join("  ", row.Select((cell, i) => cell + new string(' ', widths[i] - cell.GetCellWidth()))).TrimEnd());
        }
    }
}
