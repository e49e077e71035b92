using System.Diagnostics;
using Whimbrel.Engine;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Cli.Output;

/// <summary>Plain lines on stderr: a log. Progress comes at most every ten seconds.</summary>
internal sealed class PlainOutput(bool isQuiet, bool isVerbose) : IConsoleOutput
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(10);

    private readonly Stopwatch _sinceProgress = Stopwatch.StartNew();

    public void StepBegins(IStep step, int number, int total)
    {
        _sinceProgress.Restart();
        if (isVerbose)
        {
            Line($"{(int)step.Phase,2} {step.Title} …");
        }
    }

    public void StepEnds(IStep step, StepResult result, TimeSpan elapsed)
    {
        if (!isQuiet)
        {
            Line($"{(int)step.Phase,2} {Mark(result)} {step.Title}: {result.Summary} [{Duration.Say(elapsed)}]");
        }
    }

    public void Progress(string text)
    {
        if (!isQuiet && _sinceProgress.Elapsed > _pause)
        {
            _sinceProgress.Restart();
            Line($"   … {text}");
        }
    }

    public void Note(string text)
    {
        if (!isQuiet)
        {
            Line($"   {text}");
        }
    }

    public void Warn(string text) => Line($"   ! {text}");

    public Task<T> AroundAsync<T>(Func<Task<T>> work) => work();

    internal static string Mark(StepResult result) => result switch { StepResult.Done => "✓", StepResult.Skipped => "–", _ => "✗" };

    private static void Line(string text)
    {
        try
        {
            Console.Error.WriteLine(text);
        }
        catch (IOException)
        {
            // The terminal or the pipe is gone; the run and its journal go on without being watched.
            Console.SetError(TextWriter.Null);
        }
    }
}
