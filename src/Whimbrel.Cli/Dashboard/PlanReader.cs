using System.Text.Json;
using Npgsql;
using Whimbrel.Engine;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Migrations;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Runs;
using Whimbrel.Engine.Steps.Plan;
using Whimbrel.Sql;

namespace Whimbrel.Cli.Dashboard;

/// <summary>The plan: that of the run that goes on, else what <c>migrate</c> would do now. It is made for one browser at a time, and kept for a while.</summary>
internal sealed class PlanReader(Func<RunOpening> opening, Func<RunView?> current, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan _fresh = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _gate = new(1);
    private (DateTimeOffset At, string? After, PlanView Plan)? _kept;

    public async Task<PlanView> ReadAsync(CancellationToken ct)
    {
        await _gate.WaitAsync(ct);
        try
        {
            var run = current();
            if (run is { EndedAt: null })
            {
                return OfRun(run);
            }

            // What was pending before a run is not what is pending after it.
            if (_kept is not { } kept || kept.After != run?.Id || time.GetUtcNow() - kept.At > _fresh)
            {
                kept = (time.GetUtcNow(), run?.Id, await PendingAsync(ct));
                _kept = kept;
            }

            return kept.Plan;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    /// <summary>A run that goes on has the database: its plan is the one that it wrote, and nobody asks for another.</summary>
    private static PlanView OfRun(RunView run)
    {
        var written = RunJournal.Read(run.Folder).LastOrDefault(e => e is { Event: JournalEvent.Outcome, Step: nameof(WritePlan), Data: not null });
        return written is null
            ? new PlanView("run", null, run.Command is "migrate" or "rollback" ? "The run has not written its plan yet." : $"A run of {run.Command} writes no plan.", null)
            : new PlanView("run", written.Data!.Value.Deserialize(JournalJson.Default.PlanDocument), null, null);
    }

    private async Task<PlanView> PendingAsync(CancellationToken ct)
    {
        try
        {
            var wishes = new MigrationWishes(null, [], [], ConfirmDestructive: true);
            var plan = await opening().PlanAsync(new RunRequest(RunCommand.Migrate, wishes, null, null, [], null), ct);
            return new PlanView("pending", plan, plan is null ? "Nothing is pending." : null, null);
        }
        catch (Exception e) when (e is OperatorException or NpgsqlException or IOException or UnauthorizedAccessException or ScriptException)
        {
            var known = e as OperatorException ?? (e is NpgsqlException ? ServerErrors.Explain(e, "plan") : new OperatorException(e.Message, (e as ScriptException)?.Hint, ExitCode.Refused, e));
            return new PlanView("pending", null, known.Message, known.Hint);
        }
    }
}
