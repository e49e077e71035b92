using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Runs;

namespace Whimbrel.Engine.PostgresTests;

/// <summary>One step of a run whose earlier steps are done: planned, run, run again and undone as the runbook does it.</summary>
internal sealed class StepUnderTest : IAsyncDisposable
{
    private readonly Workspace _workspace;
    private readonly OpenRun _open;
    private readonly IStep _step;

    private StepUnderTest(Workspace workspace, Operator by, OpenRun open, IStep step)
    {
        (_workspace, By, _open, _step) = (workspace, by, open, step);
    }

    public Operator By { get; }

    public Run Run => _open.Run;

    /// <summary>Begins a run and does every step before the one of this type.</summary>
    public static async Task<StepUnderTest> ReachAsync<T>(Workspace workspace, RunCommand command = RunCommand.Migrate, params string[] settings)
        where T : IStep
    {
        var by = new Operator(workspace);
        by.Set.AddRange(settings);
        string[] skip = typeof(T).Name == "BackUpDatabase" ? [] : ["backup"];
        var open = await by.BeginAsync(command, null, skip);
        var step = open.Run.Steps.First(s => s is T);
        var reached = new StepUnderTest(workspace, by, open, step);
        foreach (var earlier in open.Run.Steps.TakeWhile(s => s != step && s.Key != step.Key))
        {
            if (!Runbook.IsSkipped(open.Run, earlier))
            {
                (await reached.RunAsync(earlier)).ShouldNotBeOfType<StepResult.Blocked>();
            }
        }

        return reached;
    }

    /// <summary>What the step would do; fails when planning changes a row, a table or a file.</summary>
    public async Task<StepPlan> PlanAsync()
    {
        var before = await StateAsync();
        var plan = await _step.PlanAsync(Run, CancellationToken.None);
        (await StateAsync()).ShouldBe(before, "planning changed something");
        return plan;
    }

    public Task<StepResult> RunAsync() => RunAsync(_step);

    /// <summary>Runs the step, and fails when it is done and yet changes something.</summary>
    public async Task<StepResult> RunAgainAsync()
    {
        var before = await StateAsync();
        var result = await RunAsync(_step);
        (await StateAsync()).ShouldBe(before, "the second run changed something");
        return result;
    }

    public Task<string?> UndoAsync() => _step.UndoAsync(Run, CancellationToken.None);

    /// <summary>Schema, rows and files, but for the run's own journal and what it says while it runs.</summary>
    public async Task<string> StateAsync()
    {
        string[] ownWords = [RunJournal.FileName, OutputFiles.LogName, RunProgress.FileName];
        var files = Directory.EnumerateFiles(_workspace.Folder, "*", SearchOption.AllDirectories)
            .Where(f => !ownWords.Any(own => Path.GetFileName(f).StartsWith(own, StringComparison.Ordinal)))
            .Select(f => $"{f} {new FileInfo(f).Length}")
            .Order(StringComparer.Ordinal);
        return await _workspace.Database.FingerprintAsync() + string.Join('\n', files);
    }

    public async ValueTask DisposeAsync()
    {
        await _open.DisposeAsync();
        By.Dispose();
    }

    private async Task<StepResult> RunAsync(IStep step)
    {
        Run.Journal.Append(JournalEvent.Intent, step.Key, step.Title, (await step.PlanAsync(Run, CancellationToken.None)).WayBack);
        var result = await step.RunAsync(Run, Run.Interruption.Token);
        Run.Journal.Append(result is StepResult.Blocked ? JournalEvent.Failed : JournalEvent.Outcome, step.Key, result.Summary, data: result.Facts);
        return result;
    }
}
