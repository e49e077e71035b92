using System.Diagnostics;
using Npgsql;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Locks;
using Whimbrel.Engine.Migrations;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Rehearsals;
using Whimbrel.Engine.Steps.MigrateData.Batches;
using Whimbrel.Sql;
using Whimbrel.Sql.Locks;

namespace Whimbrel.Engine.Steps.Migrate;

/// <summary>Sends a script statement by statement: each part a transaction with bounded waits, or one statement that cannot be in one.</summary>
/// <param name="run">The run that the script belongs to.</param>
/// <param name="key">The step's key in the journal.</param>
/// <param name="kind"><c>script</c>, <c>data</c> or <c>rollback</c>: names the progress of scripts with several parts.</param>
/// <param name="wait">The longest single wait for a lock.</param>
internal sealed class ScriptRun(Run run, string key, string kind, Migration migration, Script script, TimeSpan wait)
{
    private readonly RanStatements _ran = new(run, script);
    private readonly List<LockTry> _tries = [];
    private readonly HashSet<int> _waitedFor = [];
    private readonly StoredRows _stored = new();
    private readonly IReadOnlyList<ScriptPart> _parts = ScriptPart.Of(script);
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private int _committed;

    private string BoundOnLocks => $"SET LOCAL lock_timeout = '{Math.Max(1, (long)wait.TotalMilliseconds)}ms'";

    private IReadOnlyList<string> BoundOnStatements => ScriptTimeout.MillisecondsOf(script) is { } limit ? [$"SET LOCAL statement_timeout = {limit}"] : [];

    /// <summary>Seconds since the script began.</summary>
    public double Seconds => _clock.Elapsed.TotalSeconds;

    /// <param name="finish">Records the script as done: in the last part's own transaction where it has one.</param>
    public async Task<AppliedScript> RunAsync(Finish finish, CancellationToken ct)
    {
        await using var session = await run.Database.OpenForScriptAsync(ct);
        _ran.Session = session;
        if (run.Observer is { } observer)
        {
            await using var other = await run.Database.OpenAsync(ct);
            await observer.BeginScriptAsync(other, ct);
        }

        session.OnNotice = notice => run.Output.Note($"{notice.Severity}: {notice.MessageText}");
        var done = _parts.Count > 1 ? await DonePartsAsync(session, ct) : [];
        _committed = done.Count;
        foreach (var part in _parts.Where(p => !done.Contains(p.Number) || (p.IsSessionSetting && done.Count < _parts.Count)))
        {
            var isLast = part.Number == _parts.Count;
            if (part.IsTransaction)
            {
                await RunTransactionAsync(session, part, isLast ? finish : (s, first, token) => RecordPartAsync(s, first, part, token), ct);
            }
            else if (part.IsBatched)
            {
                await RunBatchesAsync(session, part, ct);
                await RunTransactionAsync(session, part with { Begin = null, Statements = [] }, isLast ? finish : (s, first, token) => RecordPartAsync(s, first, part, token), ct);
            }
            else
            {
                await new SoloStatement(run, key, script, part, _parts.Count).RunAsync(session, _ran.MeasureAsync, ct);
                await RunTransactionAsync(session, part with { Begin = null, Statements = [] }, isLast ? finish : (s, first, token) => RecordPartAsync(s, first, part, token), ct);
            }

            _committed++;
        }

        if (_parts.Count == 0 || done.Contains(_parts.Count))
        {
            await RunTransactionAsync(session, new ScriptPart(_parts.Count, IsTransaction: true, null, []), finish, ct);
        }

        if (PlainScript.Is(script))
        {
            run.Database.KeepForScripts(session);
        }

        return new AppliedScript(migration.Version, Path.GetFileName(script.Path), script.NormalizedSha256, Seconds, _ran.Rows, _ran.All, _tries);
    }

    private async Task RunBatchesAsync(Session session, ScriptPart part, CancellationToken ct)
    {
        using var source = new PartSource(script, part, session, _stored);
        using var batches = new BatchRun(run, key, kind, migration.Version, script, part);
        try
        {
            _ran.Add(await batches.RunAsync(session, source.Next()!, ct));
        }
        catch (ScriptException e)
        {
            throw ScriptFailure.Explain(e, Left());
        }
    }

    private async Task RunTransactionAsync(Session session, ScriptPart part, Finish finish, CancellationToken ct)
    {
        var before = _ran.All.Count;
        var foreseen = ObservedLocks.FootprintOf(run, script, part);
        // Locks that are taken before the first statement would hide what each statement takes.
        var footprint = kind == "data" || run.Observer is not null ? [] : foreseen;
        string[] begin = [part.BeginText, BoundOnLocks, .. BoundOnStatements];
        if (footprint.Any(l => l.Mode >= LockMode.ShareUpdateExclusive))
        {
            await new LockSteward(run.Database, LocksFor(), ReportTry, ReportWaiting, Note).RunAsync(session, Path.GetFileName(script.Path), footprint, begin, WorkAsync, ct);
        }
        else
        {
            await new LockTries(run.Database, wait, run.StallBudget, run.Settings.Locks.Deadline, ReportTry).RunAsync(session, Path.GetFileName(script.Path), TransactAsync, ct);
        }

        async Task TransactAsync(CancellationToken token)
        {
            await session.ExecuteTogetherAsync(begin, token);
            await WorkAsync(token);
        }

        async Task WorkAsync(CancellationToken token)
        {
            _ran.BackTo(before);
            await SendAsync(session, part, token);
            await Task.WhenAll(finish(session, BecomeOurselves(), token), run.AssertHeldAsync(token), NoteUnforeseenAsync(session, foreseen, token));
            await CommitAsync(session, part, token);
        }
    }

    /// <summary>Where the application is out of service, the downtime's budget bounds what it waits.</summary>
    private Settings.LockSettings LocksFor() => run.Settings.Locks with { StallBudget = run.StallBudget };

    private async Task SendAsync(Session session, ScriptPart part, CancellationToken ct)
    {
        using var source = new PartSource(script, part, session, _stored);
        // The script may not take the bound away.
        var sender = new StatementSender(session, script, source, _ran, statement => statement.SetsLockTimeout ? session.ExecuteAsync(BoundOnLocks, ct) : Task.CompletedTask);
        try
        {
            await sender.SendAllAsync(ct);
            source.AssertUnchanged();
        }
        catch (ScriptException e)
        {
            await session.RollBackAsync();
            throw ScriptFailure.Explain(e, Left());
        }
        catch (PostgresException e) when (e.SqlState is not (ServerErrors.LockNotAvailable or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure))
        {
            await session.RollBackAsync();
            throw ScriptFailure.Explain(script, sender.Refused(e), e, Left(), ExitCode.WentBack);
        }
    }

    /// <summary>The version's row is written into the operator's own table and with our own rights, whatever search_path and role the script took on.</summary>
    private IReadOnlyList<SqlCommand> BecomeOurselves()
    {
        // LOCAL: the parts that follow have the script's role again, as in psql.
        string[] role = script.Statements.Any(s => s.SetsRole) ? ["SET LOCAL SESSION AUTHORIZATION DEFAULT", "SET LOCAL ROLE NONE"] : [];
        return [new SqlCommand("SET LOCAL search_path TO DEFAULT"), .. role.Select(r => new SqlCommand(r))];
    }

    private async Task CommitAsync(Session session, ScriptPart part, CancellationToken ct)
    {
        try
        {
            await session.ExecuteAsync("COMMIT", ct);
        }
        catch (PostgresException e) when (part.Statements.Count > 0 && e.SqlState is not PostgresErrorCodes.SerializationFailure)
        {
            // A deferred constraint speaks up only now; the transaction is gone with it.
            throw ScriptFailure.Explain(script, part.Statements[^1], e, "at COMMIT; " + Left(), ExitCode.WentBack);
        }
    }

    private string Left() => _committed == 0
        ? $"everything of {Path.GetFileName(script.Path)} was rolled back{Also(", its version row too", "", ", the version row is still there")}"
        : $"{_committed} of {_parts.Count} parts of {Path.GetFileName(script.Path)} are committed, the failed one was rolled back{Also(", no version row was written", "", ", the version row is still there")}";

    private string Also(string ofScript, string ofData, string ofRollback) => kind switch { "script" => ofScript, "data" => ofData, _ => ofRollback };

    /// <summary>What nobody foresaw was bounded all the same: the wait for it by lock_timeout, the waits behind it by the stall budget.</summary>
    private async Task NoteUnforeseenAsync(Session session, IReadOnlyList<RelationLock> foreseen, CancellationToken ct)
    {
        if (run.Observer is not null)
        {
            // A rehearsal looks at all of them.
            return;
        }

        var found = await UnforeseenLocks.FindAsync(run.Database, session.ProcessId, foreseen, ct);
        if (found.Count > 0)
        {
            Note($"{Path.GetFileName(script.Path)} locked what was not foreseen: {string.Join(", ", found)}; nobody waited for it beyond the stall budget");
        }
    }

    /// <summary>Who was ended for this run's sake stands in its journal, and so in its record.</summary>
    private void Note(string what)
    {
        run.Journal.Append(JournalEvent.Note, key, what);
        run.Output.Note(what);
    }

    /// <summary>Said once for each blocker.</summary>
    private void ReportWaiting(TimeSpan after, IReadOnlyList<Blocker> holders)
    {
        var known = _waitedFor.Count;
        _waitedFor.UnionWith(holders.Select(h => h.Pid));
        if (_waitedFor.Count > known)
        {
            Remember(new LockTry(0, after.TotalSeconds, holders));
            run.Output.Note($"waiting outside the lock queue, so that nobody waits behind us, for {string.Join("; ", holders)}");
        }

        run.Output.Progress($"waiting outside the lock queue, {after.TotalSeconds:0.0} s of {Settings.Duration.Say(run.Settings.Locks.Deadline)}, for pid {string.Join(", ", holders.Select(h => h.Pid))}");
    }

    private void Remember(LockTry attempt)
    {
        _tries.Add(attempt);
        if (run.Observer is null)
        {
            LockWaitNotes.Write(run, key, Path.GetFileName(script.Path), attempt);
        }
    }

    private void ReportTry(LockTry attempt)
    {
        Remember(attempt);
        if (attempt.Number is 1 or 5 or 10 || attempt.Number % 25 == 0)
        {
            run.Output.Note($"lock not free within {Settings.Duration.Say(wait)} (try {attempt.Number}, {attempt.AfterSeconds:0.0} s): {(attempt.Blockers.Count == 0 ? "the blocker was gone before it could be named" : string.Join("; ", attempt.Blockers))}");
        }

        run.Output.Progress($"waiting outside the lock queue, try {attempt.Number}, {attempt.AfterSeconds:0.0} s of {Settings.Duration.Say(run.Settings.Locks.Deadline)}");
    }

    private async Task<HashSet<int>> DonePartsAsync(Session session, CancellationToken ct)
    {
        await session.ExecuteAsync("BEGIN", ct);
        await History.EnsureAsync(session, ct);
        await session.ExecuteAsync("COMMIT", ct);
        return [.. await session.QueryAsync("done_parts", row => (int)row.Number("Part"), ct, run.Facts.Id, migration.Version, kind)];
    }

    private Task RecordPartAsync(Session session, IReadOnlyList<SqlCommand> first, ScriptPart part, CancellationToken ct) => session.ExecuteTogetherAsync(
        [.. first, new SqlCommand(CatalogQuery.Text("insert_progress", session.ServerMajor), run.Facts.Id, migration.Version, kind, part.Number)],
        ct);
}

/// <summary>Records a script as done, in its own transaction.</summary>
/// <param name="first">Undoes what the script changed of the session; to be sent before anything else.</param>
internal delegate Task Finish(Session session, IReadOnlyList<SqlCommand> first, CancellationToken ct);
