using System.Globalization;
using System.Text.Json;
using Npgsql;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Migrations;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Settings;
using Whimbrel.Sql;

namespace Whimbrel.Engine.Steps.Migrate;

/// <summary>
/// A statement that cannot be in a transaction. lock_timeout would end a finished index build, so its waits are bounded from a second connection.
/// The journal has which indexes there were before: what a build that was broken off has left is known by that, whatever its name.
/// </summary>
internal sealed class SoloStatement(Run run, string key, Script script, ScriptPart part, int total)
{
    private readonly Statement _statement = part.Statements[0];

    private string Begins => $"part {part.Number} of {total} of {Path.GetFileName(script.Path)} begins";

    private JournalEntry? Begun => run.Journal.Entries.LastOrDefault(e => e.Event == JournalEvent.Note && e.Step == key && e.Text == Begins);

    /// <summary>Takes away the INVALID indexes of builds that this run began and that a crash or a lost connection ended.</summary>
    /// <returns>What was dropped, or null when there was nothing.</returns>
    public static async Task<string?> DropUnfinishedAsync(Run run, string key, Script script, CancellationToken ct)
    {
        var parts = ScriptPart.Of(script);
        var dropped = new List<string>();
        await using var session = await run.Database.OpenForScriptAsync(ct);
        foreach (var solo in parts.Where(p => !p.IsTransaction && !p.IsBatched).Select(p => new SoloStatement(run, key, script, p, parts.Count)).Where(s => s.Begun is not null))
        {
            dropped.AddRange(await solo.DropLeftAsync(session, ct));
        }

        return dropped.Count == 0 ? null : $"the unfinished index {string.Join(", ", dropped)} was dropped";
    }

    public async Task RunAsync(Session session, Func<Statement, Func<Task<long>>, Task> measure, CancellationToken ct)
    {
        if (await IsDoneAlreadyAsync(session, ct))
        {
            return;
        }

        await session.ExecuteAsync("SET lock_timeout = 0", ct);
        await BoundDurationAsync(session, ct);
        await using (var watch = await WatchAsync(session, ct))
        {
            await RunAsync(session, watch, () => measure(_statement, () => session.ExecuteAsync(_statement.Text, watch.Token)), ct);
        }

        await AssertValidAsync(session, ct);
    }

    private async Task RunAsync(Session session, SoloWatch watch, Func<Task> execute, CancellationToken ct)
    {
        try
        {
            await execute();
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            await DropLeftAsync(session, CancellationToken.None);
            throw watch.Blindness is { } blindness ? new NpgsqlException("the second connection, which bounds the waits, was lost", blindness)
                : watch.TooLong is { } victims ? new OperatorException(
                    $"{_statement.Summary}: {victims.Victims} of the application's sessions waited for it, the longest {Duration.Say(victims.LongestVictim)}; the stall budget is {Duration.Say(run.StallBudget)}; it was cancelled; {Left()}",
                    "run it with --downtime minimal, or take the form of it that does not lock the application out ('whimbrel check' shows it).",
                    ExitCode.BudgetNotMet)
                : new OperatorException(
                    $"{_statement.Summary}: it waited longer than {Duration.Say(run.Settings.Locks.Deadline)} and was cancelled; {Left()}{string.Concat(watch.Seen.Select(b => "\n  blocked by " + b))}",
                    "end or wait for the session that stands in the way, then run 'whimbrel resume'.",
                    ExitCode.BudgetNotMet);
        }
        catch (PostgresException e)
        {
            await DropLeftAsync(session, ct);
            throw ScriptFailure.Explain(script, _statement, e, session.IsOpen ? Left() : "the connection is gone, so an INVALID index may be left: going on or going back drops it; no version row was written", part.Number == 1 ? ExitCode.WentBack : ExitCode.SomethingLeft);
        }
    }

    /// <summary>The script's own <c>-- whimbrel:timeout</c>; SET LOCAL has no meaning outside a transaction.</summary>
    private async Task BoundDurationAsync(Session session, CancellationToken ct)
    {
        if (ScriptTimeout.MillisecondsOf(script) is { } limit)
        {
            await session.ExecuteAsync($"SET statement_timeout = {limit}", ct);
        }
    }

    private string Left() => part.Number == 1
        ? "nothing of the script is left, no version row was written"
        : $"{part.Number - 1} of {total} parts of {Path.GetFileName(script.Path)} are committed, no version row was written";

    /// <summary>After a crash the server may have finished what nobody recorded. What anybody left INVALID under our name is dropped and built anew.</summary>
    private async Task<bool> IsDoneAlreadyAsync(Session session, CancellationToken ct)
    {
        if (_statement.DroppedIndexConcurrently is { } dropped && Begun is not null)
        {
            return !await session.QuerySingleAsync("relation_exists", row => row.Claim("Exists"), ct, new QualifiedName(dropped.Schema, dropped.Name).Quoted);
        }

        var indexes = new SoloIndexes(session, _statement);
        var there = await AfterOtherBuildsAsync(indexes, ct);
        await DropAsync(session, there.Where(i => i.IsLeft && (i.IsNamed || IsNew(i))), ct);
        if (Begun is not null && _statement.Index is not null && there.Any(i => i.IsValid && (i.IsNamed || IsNew(i))))
        {
            return true;
        }

        foreach (var left in there.Where(i => i.IsLeft && !i.IsNamed && !IsNew(i)))
        {
            run.Output.Note($"the index {left.Name} is INVALID, left by a build that somebody broke off: queries do not use it, and every write pays for it; DROP INDEX CONCURRENTLY takes it away");
        }

        if (Begun is null)
        {
            run.Journal.Append(JournalEvent.Note, key, Begins, data: JsonSerializer.SerializeToElement([.. there.Where(i => !i.IsNamed).Select(i => i.Oid.ToString(CultureInfo.InvariantCulture))], JournalJson.Default.StringArray));
        }

        return false;
    }

    /// <summary>Whoever builds an index of our name just now is waited for: to drop it under his hands would end in a deadlock.</summary>
    private async Task<IReadOnlyList<SoloIndex>> AfterOtherBuildsAsync(SoloIndexes indexes, CancellationToken ct)
    {
        var clock = run.Time.GetTimestamp();
        while (true)
        {
            var there = await indexes.ReadAsync(ct);
            if (there.FirstOrDefault(i => i.Builder != 0 && (i.IsNamed || IsNew(i))) is not { } building)
            {
                return there;
            }

            run.Output.Progress($"{_statement.Summary}: pid {building.Builder} ({building.Application}) builds {building.Name} already; waiting for it");
            if (run.Time.GetElapsedTime(clock) > run.Settings.Locks.Deadline)
            {
                throw new OperatorException(
                    $"{_statement.Summary}: pid {building.Builder} ({building.Application}) has been building {building.Name} for longer than {Duration.Say(run.Settings.Locks.Deadline)}; {Left()}",
                    "wait for it, or end it; then run the same command.",
                    ExitCode.BudgetNotMet);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(250), run.Time, ct);
        }
    }

    /// <summary>It was not there when this statement began.</summary>
    private bool IsNew(SoloIndex index) => Begun?.Data is { } before && !before.EnumerateArray().Any(o => o.GetString() == index.Oid.ToString(CultureInfo.InvariantCulture));

    private async Task<IReadOnlyList<string>> DropLeftAsync(Session session, CancellationToken ct) => session.IsOpen
        ? await DropAsync(session, (await new SoloIndexes(session, _statement).ReadAsync(ct)).Where(i => i.IsLeft && (i.IsNamed || IsNew(i))), ct)
        : [];

    private async Task<IReadOnlyList<string>> DropAsync(Session session, IEnumerable<SoloIndex> left, CancellationToken ct)
    {
        var dropped = new List<string>();
        foreach (var index in left)
        {
            run.Output.Note($"the index {index.Name} is INVALID (left by a build that did not end): it is dropped concurrently");
            await session.ExecuteAsync("SET lock_timeout = 0", ct);
            await using var watch = await WatchAsync(session, ct);
            try
            {
                await session.ExecuteAsync($"DROP INDEX CONCURRENTLY {index.Name}", watch.Token);
                dropped.Add(index.Name);
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                throw new OperatorException(
                    $"the INVALID index {index.Name} could not be dropped within {Duration.Say(run.Settings.Locks.Deadline)}; it is still there, {Left()}{string.Concat(watch.Seen.Select(b => "\n  blocked by " + b))}",
                    "end or wait for the session that stands in the way, then run the same command: the index is found and dropped.",
                    ExitCode.BudgetNotMet);
            }
        }

        return dropped;
    }

    private async Task AssertValidAsync(Session session, CancellationToken ct)
    {
        var there = await new SoloIndexes(session, _statement).ReadAsync(ct);
        if (there.FirstOrDefault(i => i.IsLeft && (i.IsNamed || IsNew(i))) is { } index)
        {
            throw new OperatorException($"{_statement.Summary}: the server reports success, but {index.Name} is INVALID; {Left()}", "look at the server's log, then run 'whimbrel resume'.", ExitCode.SomethingLeft);
        }

        var built = there.FirstOrDefault(i => i.IsValid && (i.IsNamed || IsNew(i)));
        await DropAsync(session, there.Where(i => i.IsLeft && _statement.Index is { Name: null } && i.Definition == built?.Definition), ct);
    }

    private Task<SoloWatch> WatchAsync(Session session, CancellationToken ct) => SoloWatch.StartAsync(run, session.ProcessId, $"{Path.GetFileName(script.Path)}: statement {part.Number} of {total}: {_statement.Summary}", Note, ct);

    private void Note(string what)
    {
        run.Journal.Append(JournalEvent.Note, key, what);
        run.Output.Note(what);
    }
}
