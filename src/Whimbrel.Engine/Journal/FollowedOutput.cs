using Whimbrel.Engine.Runs;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Journal;

/// <summary>Hands on what a run says, and keeps it in the run's folder for who follows it from outside.</summary>
internal sealed class FollowedOutput : IRunOutput, IAsyncDisposable
{
    private readonly IRunOutput _output;
    private readonly TimeProvider _time;
    private readonly OutputFiles _files;
    private readonly RunProcess? _process = RunProcess.Own;
    private volatile RunProgress _now;

    /// <param name="folder">The run's.</param>
    internal FollowedOutput(IRunOutput output, string folder, TimeProvider time)
    {
        (_output, _time) = (output, time);
        _files = new OutputFiles(folder, output.Warn);
        var began = time.GetUtcNow();
        _now = new RunProgress(began, "", "", 0, 0, began, "", null, _process);
        _files.Replace(_now);
    }

    public void StepBegins(IStep step, int number, int total)
    {
        _output.StepBegins(step, number, total);
        var now = _time.GetUtcNow();
        _files.Add(now, "begins", $"{(int)step.Phase,2} {step.Title}");
        Tell(new RunProgress(now, step.Key, step.Title, number, total, now, "", null, _process));
    }

    public void StepEnds(IStep step, StepResult result, TimeSpan elapsed)
    {
        _output.StepEnds(step, result, elapsed);
        var kind = result switch { StepResult.Done => "done", StepResult.Skipped => "skipped", _ => "failed" };
        _files.Add(_time.GetUtcNow(), kind, $"{(int)step.Phase,2} {step.Title}: {result.Summary} [{Duration.Say(elapsed)}]");
    }

    public void Progress(string text) => Progress(text, null);

    public void Progress(string text, double? share)
    {
        _output.Progress(text, share);
        Tell(_now with { At = _time.GetUtcNow(), Text = text, Share = share });
    }

    public void Note(string text)
    {
        _output.Note(text);
        _files.Add(_time.GetUtcNow(), "note", text);
    }

    public void Warn(string text)
    {
        _output.Warn(text);
        _files.Add(_time.GetUtcNow(), "warning", text);
    }

    public ValueTask DisposeAsync() => _files.DisposeAsync();

    private void Tell(RunProgress progress)
    {
        _now = progress;
        _files.Replace(progress);
    }
}
