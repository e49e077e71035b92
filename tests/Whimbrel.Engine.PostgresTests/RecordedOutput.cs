using System.Collections.Concurrent;

namespace Whimbrel.Engine.PostgresTests;

/// <summary>What a run said.</summary>
internal sealed class RecordedOutput : IRunOutput
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyList<string> Lines => [.. _lines];

    public string Text => string.Join('\n', _lines);

    public void StepBegins(IStep step, int number, int total) => _lines.Enqueue($"{number}/{total} {step.Title}");

    public void StepEnds(IStep step, StepResult result, TimeSpan elapsed) => _lines.Enqueue($"{step.Key}: {result.Summary}");

    public void Progress(string text) => _lines.Enqueue("… " + text);

    public void Note(string text) => _lines.Enqueue(text);

    public void Warn(string text) => _lines.Enqueue("! " + text);
}
