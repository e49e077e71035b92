using System.Diagnostics;
using Whimbrel.Engine;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Cli.Output;

/// <summary>Plain lines on stderr: a log. Progress comes every ten seconds at first, and every minute of what takes long.</summary>
internal sealed class PlainOutput(bool isQuiet, bool isVerbose) : IConsoleOutput
{
    private static readonly TimeSpan _shortest = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _longest = TimeSpan.FromMinutes(1);

    private readonly Stopwatch _sinceStep = Stopwatch.StartNew();
    private readonly Stopwatch _sinceProgress = Stopwatch.StartNew();
    private string _progress = "";

    private TimeSpan Pause => _sinceStep.Elapsed / 10 is var tenth && tenth < _shortest ? _shortest : tenth < _longest ? tenth : _longest;

    public void StepBegins(IStep step, int number, int total)
    {
        _sinceStep.Restart();
        _sinceProgress.Restart();
        _progress = step.Title;
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

    public void Progress(string text) => _progress = text;

    public void Note(string text)
    {
        if (!isQuiet)
        {
            Line($"   {text}");
        }
    }

    public void Warn(string text) => Line($"   ! {text}");

    public async Task<T> AroundAsync<T>(Func<Task<T>> work)
    {
        using var ticker = new Ticker(TimeSpan.FromSeconds(1), Tick);
        return await work();
    }

    internal static string Mark(StepResult result) => result switch { StepResult.Done => "✓", StepResult.Skipped => "–", _ => "✗" };

    private void Tick()
    {
        if (!isQuiet && _sinceProgress.Elapsed > Pause)
        {
            _sinceProgress.Restart();
            Line($"   … {_progress} [{Duration.Say(_sinceStep.Elapsed)}]");
        }
    }

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
