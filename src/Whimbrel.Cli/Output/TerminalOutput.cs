using System.Diagnostics;
using Spectre.Console;
using Whimbrel.Engine;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Cli.Output;

/// <summary>A terminal: finished steps stay as lines, the running one has a spinner with its newest progress and its time.</summary>
internal sealed class TerminalOutput : IConsoleOutput
{
    private const string Between = "…";

    private readonly IAnsiConsole _console = ErrorOutput.Console;
    private readonly Stopwatch _sinceStep = new();
    private StatusContext? _status;
    private string _step = Between;
    private string _progress = "";

    public void StepBegins(IStep step, int number, int total)
    {
        _sinceStep.Restart();
        (_step, _progress) = ($"step {number} of {total}, {step.Title}", "");
        Refresh();
    }

    public void StepEnds(IStep step, StepResult result, TimeSpan elapsed)
    {
        var colour = result switch { StepResult.Done => "green", StepResult.Skipped => "grey", _ => "red" };
        var summary = result is StepResult.Blocked ? result.Summary.Split('\n')[0] : result.Summary;
        (_step, _progress) = (Between, "");
        Line($"[grey]{(int)step.Phase,2}[/] [{colour}]{PlainOutput.Mark(result)}[/] {Markup.Escape(step.Title)}: [grey]{Markup.Escape(summary)}  {Duration.Say(elapsed)}[/]");
    }

    public void Progress(string text)
    {
        _progress = text;
        Refresh();
    }

    public void Note(string text) => Line($"   [grey]{Markup.Escape(text)}[/]");

    public void Warn(string text) => Line($"   [yellow]! {Markup.Escape(text)}[/]");

    public async Task<T> AroundAsync<T>(Func<Task<T>> work)
    {
        using var ticker = new Ticker(TimeSpan.FromMilliseconds(500), Refresh);
        return await _console.Status().Spinner(Spinner.Known.Line).StartAsync(Between, status =>
        {
            _status = status;
            return work();
        });
    }

    private void Refresh()
    {
        var time = _sinceStep.Elapsed > TimeSpan.FromSeconds(1) && _step != Between ? $"{Duration.Say(_sinceStep.Elapsed)}  " : "";
        var text = _progress.Length == 0 ? time + _step : _step == Between ? _progress : $"{time}{_step}: {_progress}";
        var width = Math.Max(20, _console.Profile.Width - 4);
        _status?.Status(Markup.Escape(text.Length > width ? text[..(width - 1)] + "…" : text));
    }

    /// <summary>The line is filled up to the terminal's edge, so that nothing of the spinner's longer text is left behind it.</summary>
    private void Line(string markup)
    {
        var (length, width) = (Markup.Remove(markup).GetCellWidth(), Math.Max(20, _console.Profile.Width));
        var rest = length % width;
        try
        {
            _console.MarkupLine(_status is null || rest == 0 ? markup : markup + new string(' ', width - rest - 1));
        }
        catch (IOException)
        {
            // The terminal is gone; the run and its journal go on without being watched.
            _status = null;
        }
    }
}
