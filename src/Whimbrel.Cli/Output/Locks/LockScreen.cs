using System.Text;
using Whimbrel.Cli.Output.Findings;
using Whimbrel.Engine.Locks;

namespace Whimbrel.Cli.Output.Locks;

/// <summary>Samples one over the other on a screen of their own; what was seen last stays behind on the operator's.</summary>
internal sealed class LockScreen : IDisposable
{
    private const string OwnScreen = "\e[?1049h\e[?25l\e[H\e[2J";
    private const string OperatorsScreen = "\e[?25h\e[?1049l";
    private const string Home = "\e[H";
    private const string ToEndOfLine = "\e[K";
    private const string ToEndOfScreen = "\e[J";

    private readonly string _note;
    private LockTree? _last;

    public LockScreen(string note)
    {
        _note = note;
        Console.Out.Write(OwnScreen);
    }

    /// <summary>Whether stdout is a terminal that can be drawn on.</summary>
    public static bool IsPossible => !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is { Length: > 0 } and not "dumb";

    public void Draw(LockTree tree)
    {
        _last = tree;
        var (width, height) = (Math.Max(20, Console.WindowWidth), Math.Max(2, Console.WindowHeight));
        var lines = LockTreeText.Of(tree, _note).Select(line => line.Draw(Ink.OfStdout, width)).ToList();
        if (lines.Count > height)
        {
            lines = [.. lines.Take(height - 1), $"… {lines.Count - height + 1} more lines: a taller terminal, or --json, has all"];
        }

        // In one write, so that no half of a sample is seen; no line break behind the last, which would scroll.
        var frame = new StringBuilder(Home);
        frame.AppendJoin("\r\n", lines.Select(line => line + ToEndOfLine));
        Console.Out.Write(frame.Append(ToEndOfScreen).ToString());
    }

    public void Dispose()
    {
        Console.Out.Write(OperatorsScreen);
        if (_last is not null)
        {
            LockTreeText.Write(LockTreeText.Of(_last), Console.Out);
        }
    }
}
