namespace Whimbrel.Engine.Rehearsals;

/// <summary>What scripts say on the copy is no news of the real run: it passes by.</summary>
internal sealed class RehearsalOutput(IRunOutput output) : IRunOutput
{
    public void StepBegins(IStep step, int number, int total) => Progress(step.Title);

    public void StepEnds(IStep step, StepResult result, TimeSpan elapsed) => Progress(result.Summary);

    public void Progress(string text) => output.Progress($"on the copy: {text}");

    public void Progress(string text, double? share) => output.Progress($"on the copy: {text}", share);

    public void Note(string text) => Progress(text);

    public void Warn(string text) => output.Warn($"on the copy: {text}");
}
