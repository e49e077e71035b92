using System.Text.Json;

namespace Whimbrel.Engine;

/// <summary>How a step ended, when it ended as a step should.</summary>
/// <param name="Summary">What was done or found, in one line.</param>
/// <param name="Facts">What later steps and the record need of it, or null.</param>
public abstract record StepResult(string Summary, JsonElement? Facts)
{
    /// <summary>Done: the run goes on.</summary>
    public sealed record Done(string Summary, JsonElement? Facts = null) : StepResult(Summary, Facts);

    /// <summary>Left out, because the operator said so or because there is nothing to do.</summary>
    public sealed record Skipped(string Summary) : StepResult(Summary, null);

    /// <summary>Something stands in the way: the run does not go on.</summary>
    /// <param name="Hint">A whole sentence with the next command.</param>
    /// <param name="Because">How the process ends when everything went back.</param>
    public sealed record Blocked(string Summary, string? Hint, ExitCode Because = ExitCode.Refused, JsonElement? Facts = null) : StepResult(Summary, Facts);
}
