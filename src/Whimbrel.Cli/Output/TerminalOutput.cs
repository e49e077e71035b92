using Spectre.Console;
using Whimbrel.Engine;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Cli.Output;

/// <summary>A terminal: finished steps stay as lines, the running one has a spinner with its newest progress.</summary>
internal sealed class TerminalOutput : IConsoleOutput
{
    private readonly IAnsiConsole _console = ErrorOutput.Console;
    private StatusContext? _status;
    private string _step = "";

    public void StepBegins(IStep step, int number, int total)
    {
        _step = $"step {number} of {total}, {step.Title}";
        Show("");
    }

    public void StepEnds(IStep step, StepResult result, TimeSpan elapsed)
    {
        var colour = result switch { StepResult.Done => "green", StepResult.Skipped => "grey", _ => "red" };
        var summary = result is StepResult.Blocked ? result.Summary.Split('\n')[0] : result.Summary;
        Line($"[grey]{(int)step.Phase,2}[/] [{colour}]{PlainOutput.Mark(result)}[/] {Markup.Escape(step.Title)} [grey]{Markup.Escape(summary)}  {Duration.Say(elapsed)}[/]");
        _step = "";
        Show("");
    }

    public void Progress(string text) => Show(text);

    public void Note(string text) => Line($"   [grey]{Markup.Escape(text)}[/]");

    public void Warn(string text) => Line($"   [yellow]! {Markup.Escape(text)}[/]");

    public Task<T> AroundAsync<T>(Func<Task<T>> work) => _console.Status().Spinner(Spinner.Known.Line).StartAsync("", status =>
    {
        _status = status;
        return work();
    });

    private void Show(string progress)
    {
        var text = progress.Length == 0 ? _step : $"{_step}: {progress}";
        var width = Math.Max(20, _console.Profile.Width - 4);
        _status?.Status(Markup.Escape(text.Length > width ? text[..width] : text));
    }

    private void Line(string markup)
    {
        try
        {
            _console.MarkupLine(markup);
        }
        catch (IOException)
        {
            // The terminal is gone; the run and its journal go on without being watched.
            _status = null;
        }
    }
}
