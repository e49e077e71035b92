using System.Diagnostics;
using System.Security.Cryptography;
using Npgsql;
using Whimbrel.Engine.Application;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Locks;
using Whimbrel.Engine.Migrations;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Settings;
using Whimbrel.Engine.Steps.Migrate;
using Whimbrel.Sql;
using Whimbrel.Sql.Batches;

namespace Whimbrel.Engine.Steps.MigrateData.Batches;

/// <summary>Runs one statement of a script in ranges of a key: each a transaction, in which how far it has come is written first.</summary>
/// <param name="key">The step's key in the journal.</param>
/// <param name="kind">Which of the migration's scripts it is.</param>
internal sealed class BatchRun(Run run, string key, string kind, string version, Script script, ScriptPart part) : IDisposable
{
    private readonly HealthProbe _probe = new();
    private readonly BatchSize _size = new(TargetOf(run));
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private long _takenBack;

    private string Name => $"{Path.GetFileName(script.Path)}:{part.Statements[0].Line}";

    /// <param name="statement">As it is to be sent, with the values of its variables.</param>
    /// <exception cref="OperatorException">With what is committed and what is not.</exception>
    internal async Task<RanStatement> RunAsync(Session session, Statement statement, CancellationToken ct)
    {
        var cut = BatchCut.Of(script, statement);
        var batchKey = await BatchKey.FindAsync(session, cut, script, statement, ct);
        var at = run.Time.GetUtcNow();
        await PrepareAsync(session, ct);
        var checkpoint = new Checkpoint(session, batchKey, run.Facts.Id, version, kind, part.Number);
        var state = await checkpoint.BeginAsync(ct);
        var before = state;
        await using var look = await run.Database.OpenToWatchAsync(ct);
        var target = await BatchTarget.FindAsync(session, new QualifiedName(cut.Target.Schema, cut.Target.Name), ct);
        var pace = new BatchPace(Reasons(look, target), run.Settings.Locks.Deadline, run.Time, Note, text => Progress(text, state, batchKey));
        var vacuum = new DeadRows(run, look, target, Note, text => Progress(text, state, batchKey));
        while (!state.IsDone)
        {
            await pace.WaitAsync(Left(state), ct);
            if (cut.LeavesDeadRows)
            {
                await vacuum.VacuumIfDueAsync(ct);
            }

            state = await BatchAsync(session, look, checkpoint, cut, batchKey, statement, state, ct);
            Progress($"batches of {_size.Keys:N0}", state, batchKey);
        }

        Record(state, before, pace);
        return new RanStatement(statement.Line, $"{statement.Summary}, in {state.Batches:N0} batches", _clock.Elapsed.TotalSeconds, state.Rows) { At = at };
    }

    public void Dispose() => _probe.Dispose();

    /// <summary>Whoever changes a row of the batch waits for its end: with the application in service, that is bounded by the stall budget as every other wait.</summary>
    private static TimeSpan TargetOf(Run run)
    {
        var half = run.Settings.Locks.StallBudget / 2;
        return run.Facts.Downtime == "zero" && half < run.Settings.Data.BatchTarget ? half : run.Settings.Data.BatchTarget;
    }

    private async Task PrepareAsync(Session session, CancellationToken ct)
    {
        await History.EnsureAsync(session, ct);
        await session.ExecuteAsync($"SET lock_timeout = {(long)run.Settings.Locks.RowWait.TotalMilliseconds}", ct);
        await session.ExecuteAsync($"SET idle_in_transaction_session_timeout = {LockSteward.IdleBound(run.StallBudget)}", ct);
        if (ScriptTimeout.MillisecondsOf(script) is { } limit)
        {
            await session.ExecuteAsync($"SET statement_timeout = {limit}", ct);
        }
    }

    private List<IPauseReason> Reasons(Session look, BatchTarget target)
    {
        var reasons = new List<IPauseReason>
        {
            new ReplicationLag(look, run.Settings.Data.MaxLag, run.Time, Note),
            new ArchiveBacklog(look, run.Settings.Data.MaxArchiveBacklog, Note),
            new TableVacuum(look, target),
        };
        if (run.Settings.Application.Health is { } url && run.Facts.Downtime == "zero")
        {
            reasons.Add(new HealthLatency(_probe, url));
        }

        return reasons;
    }

    /// <summary>The next rows; tried again, smaller, as long as others would have to wait for them.</summary>
    private async Task<BatchState> BatchAsync(Session session, Session look, Checkpoint checkpoint, BatchCut cut, BatchKey batchKey, Statement statement, BatchState state, CancellationToken ct)
    {
        var tries = Stopwatch.StartNew();
        while (true)
        {
            var clock = Stopwatch.StartNew();
            await using var watch = new VictimWatch(token => look.QuerySingleAsync("application_waits", row => LockWaits.Read(row) with { Own = TimeSpan.Zero }, token, session.ProcessId), run.Settings.Locks.StallBudget / 2, ct);
            try
            {
                var next = await TransactAsync(session, checkpoint, cut, batchKey, state, watch.Token);
                _size.Took(clock.Elapsed);
                return next ?? await checkpoint.BeginAsync(ct);
            }
            catch (OperationCanceledException) when (watch.TooLong is { Victims: > 0 } && !ct.IsCancellationRequested)
            {
                await TakeBackAsync(session, tries, $"{watch.TooLong.Victims} of the application's sessions wait for rows of the batch", state, ct);
            }
            catch (OperationCanceledException) when (watch.Blindness is { } blindness && !ct.IsCancellationRequested)
            {
                throw new NpgsqlException("the second connection, which looks at who waits, was lost", blindness);
            }
            catch (PostgresException e) when (e.SqlState is ServerErrors.LockNotAvailable or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure)
            {
                await TakeBackAsync(session, tries, e.MessageText, state, ct);
            }
            catch (PostgresException e)
            {
                await session.RollBackAsync();
                throw ScriptFailure.Explain(script, statement, e, Left(state), state.Batches == 0 && part.Number == 1 ? ExitCode.WentBack : ExitCode.SomethingLeft);
            }
        }
    }

    /// <returns>null when another session stood at the same place: nothing was done.</returns>
    private async Task<BatchState?> TransactAsync(Session session, Checkpoint checkpoint, BatchCut cut, BatchKey batchKey, BatchState state, CancellationToken ct)
    {
        if (await checkpoint.ClaimAsync(state, _size.Keys, ct) is not { } reached)
        {
            await session.RollBackAsync();
            return null;
        }

        var range = batchKey.Range(cut.Reference, 1, state.Reached is not null);
        var rows = await session.ExecuteTogetherAsync([.. checkpoint.AsBefore, new SqlCommand(cut.Within(range), [.. state.Reached ?? [], .. reached])], ct);
        await checkpoint.CountAsync(rows, ct);
        await run.AssertHeldAsync(ct);
        // Cancelled here, it may be committed all the same: the next try finds the checkpoint moved, and goes on behind it.
        await session.ExecuteAsync("COMMIT", ct);
        return state with { Reached = reached, Keys = state.Keys + _size.Keys, Rows = state.Rows + rows, Batches = state.Batches + 1 };
    }

    private async Task TakeBackAsync(Session session, Stopwatch tries, string why, BatchState state, CancellationToken ct)
    {
        await session.RollBackAsync();
        _takenBack++;
        _size.WasTooLarge();
        if (tries.Elapsed > run.Settings.Locks.Deadline)
        {
            throw new OperatorException($"{Name}: no batch went through within {Duration.Say(run.Settings.Locks.Deadline)}: {why}; {Left(state)}", "'whimbrel locks' shows who waits for whom; then 'whimbrel resume' goes on with the next batch.", ExitCode.SomethingLeft);
        }

        run.Output.Progress($"{Name}: a batch was taken back ({why}): the next is of {_size.Keys:N0}");
        await Task.Delay(TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(20, 100)), run.Time, ct);
    }

    private void Progress(string what, BatchState state, BatchKey batchKey)
    {
        var rate = state.Keys / Math.Max(0.001, _clock.Elapsed.TotalSeconds);
        var left = batchKey.Rows - state.Keys;
        run.Output.Progress($"{Name}: {state.Keys:N0}{(batchKey.Rows > 0 ? $" of about {Math.Max(batchKey.Rows, state.Keys):N0}" : "")} rows passed, {state.Rows:N0} done, {rate:N0} rows/s{(left > 0 && rate > 0 ? $", {Duration.Say(TimeSpan.FromSeconds(Math.Ceiling(left / rate)))} left" : "")}; {what}", batchKey.Rows > 0 ? Math.Min(1, (double)state.Keys / batchKey.Rows) : null);
    }

    private void Record(BatchState state, BatchState before, BatchPace pace)
    {
        var text = $"{Name}: {state.Rows:N0} rows in {state.Batches:N0} batches{(before.Batches > 0 ? $", {before.Batches:N0} of them before this run went on" : "")}{(_takenBack > 0 ? $", {_takenBack:N0} tries taken back for others" : "")}{(pace.Paused > TimeSpan.Zero ? $", paused for {Duration.Say(pace.Paused)}" : "")}";
        Note(text);
        run.Journal.Append(JournalEvent.Note, key, text);
    }

    private void Note(string text) => run.Output.Note(text);

    private string Left(BatchState state) => state.Batches == 0
        ? $"no batch of {Name} is committed"
        : $"{state.Batches:N0} batches of {Name} ({state.Rows:N0} rows) are committed, the running one was rolled back";
}
