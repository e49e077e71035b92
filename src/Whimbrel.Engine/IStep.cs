namespace Whimbrel.Engine;

/// <summary>The runbook's twelve steps; the number is the runbook's.</summary>
public enum Phase
{
    Assess = 1,
    Backup = 2,
    Prepare = 3,
    Plan = 4,
    Migrate = 5,
    Downtime = 6,
    Data = 7,
    Version = 8,
    Analyze = 9,
    Verify = 10,
    Watch = 11,
    Document = 12,
}

/// <summary>A step of the runbook. It looks before it acts, so that running it twice is safe, and learns the past from the journal.</summary>
public interface IStep
{
    /// <summary>Which of the runbook's steps this belongs to.</summary>
    Phase Phase { get; }

    /// <summary>What it does, in a plain sentence.</summary>
    string Title { get; }

    /// <summary>The class's name, and the version where there is a step for each migration: its name in the journal, the plan and the docs.</summary>
    string Key => GetType().Name;

    /// <summary>What <c>--skip</c> takes beside the class's name.</summary>
    string ShortName => Phase.ToString();

    /// <summary>Whether <c>--skip</c> may leave it out.</summary>
    bool MaySkip => false;

    /// <summary>What it would do, with the exact SQL; runs nothing.</summary>
    /// <exception cref="OperatorException">When it can be seen now that it could not be done.</exception>
    Task<StepPlan> PlanAsync(Run run, CancellationToken ct);

    /// <summary>Does it, or finds that it is done.</summary>
    Task<StepResult> RunAsync(Run run, CancellationToken ct);

    /// <summary>Takes its effect back, if there is one: looks first.</summary>
    /// <returns>What was taken back, or null when there was nothing.</returns>
    Task<string?> UndoAsync(Run run, CancellationToken ct) => Task.FromResult<string?>(null);
}

/// <summary>What a step would do.</summary>
/// <param name="Does">In a sentence.</param>
/// <param name="Sql">The statements that it would send, as they are.</param>
/// <param name="Locks">The relations that it would lock, as far as is known.</param>
/// <param name="WayBack">What takes it back; null when it changes nothing.</param>
public sealed record StepPlan(string Does, IReadOnlyList<string> Sql, IReadOnlyList<string> Locks, string? WayBack)
{
    /// <summary>How long it took where it was measured; null as long as nothing has.</summary>
    public double? PredictedMs { get; init; }

    public StepPlan(string does)
        : this(does, [], [], null)
    {
    }
}
