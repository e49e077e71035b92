using System.Text;
using Spectre.Console;
using Whimbrel.Cli.Output.Findings;

namespace Whimbrel.Cli.Output.Locks;

/// <summary>A line of coloured parts that can be cut to the width of a terminal.</summary>
internal sealed class InkLine
{
    private readonly List<(string Text, Func<Ink, string, string>? Colour)> _parts = [];

    public InkLine Add(string text, Func<Ink, string, string>? colour = null)
    {
        _parts.Add((Printable(text), colour));
        return this;
    }

    public string Draw(Ink ink, int width)
    {
        var total = _parts.Sum(p => p.Text.GetCellWidth());
        var left = total <= width ? total : width - 1;
        var line = new StringBuilder();
        foreach (var (text, colour) in _parts)
        {
            var cut = Cut(text, left);
            left -= cut.GetCellWidth();
            line.Append(colour is null || cut.Length == 0 ? cut : colour(ink, cut));
        }

        return total <= width ? line.ToString() : line.Append('…').ToString();
    }

    /// <summary>What a session is called and runs is its own choice: no part of it may command the terminal.</summary>
    private static string Printable(string text) => string.Create(text.Length, text, static (to, from) =>
    {
        for (var i = 0; i < from.Length; i++)
        {
            to[i] = char.IsControl(from[i]) ? ' ' : from[i];
        }
    });

    private static string Cut(string text, int width)
    {
        var (cells, end) = (0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            cells += rune.ToString().GetCellWidth();
            if (cells > width)
            {
                break;
            }

            end += rune.Utf16SequenceLength;
        }

        return text[..end];
    }
}
