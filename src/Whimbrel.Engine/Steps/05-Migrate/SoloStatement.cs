using Npgsql;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Locks;
using Whimbrel.Engine.Migrations;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Settings;
using Whimbrel.Sql;

namespace Whimbrel.Engine.Steps.Migrate;

/// <summary>A statement that cannot be in a transaction. lock_timeout would end a finished index build, so the bound on its waits is kept from a second connection.</summary>
internal sealed class SoloStatement(Run run, string key, Script script, ScriptPart part, int total)
{
    private readonly Statement _statement = part.Statements[0];

    private string Begins => $"part {part.Number} of {total} of {Path.GetFileName(script.Path)} begins";

    private bool WasBegun => run.Journal.Entries.Any(e => e.Event == JournalEvent.Note && e.Step == key && e.Text == Begins);

    /// <summary>Takes away the INVALID indexes of builds that this run began and that a crash or a lost connection ended.</summary>
    /// <returns>What was dropped, or null when there was nothing.</returns>
    public static async Task<string?> DropUnfinishedAsync(Run run, string key, Script script, CancellationToken ct)
    {
        var parts = ScriptPart.Of(script);
        var dropped = new List<string>();
        await using var session = await run.Database.OpenForScriptAsync(ct);
        foreach (var solo in parts.Where(p => !p.IsTransaction).Select(p => new SoloStatement(run, key, script, p, parts.Count)).Where(s => s.WasBegun))
        {
            if (await solo.DropInvalidIndexAsync(session, ct) is { } name)
            {
                dropped.Add(name);
            }
        }

        return dropped.Count == 0 ? null : $"the unfinished index {string.Join(", ", dropped)} was dropped";
    }

    public async Task RunAsync(Session session, Func<Statement, Func<Task<long>>, Task> measure, CancellationToken ct)
    {
        if (await IsDoneAlreadyAsync(session, WasBegun, ct))
        {
            return;
        }

        run.Journal.Append(JournalEvent.Note, key, Begins);
        await using var watch = await BlockerWatch.StartAsync(run.Database, session.ProcessId, run.Settings.Locks.Deadline, ct);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(ct, watch.TooLong);
        try
        {
            await session.ExecuteAsync("SET lock_timeout = 0", ct);
            await BoundDurationAsync(session, ct);
            await measure(_statement, () => session.ExecuteAsync(_statement.Text, bound.Token));
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            await DropInvalidIndexAsync(session, CancellationToken.None);
            throw new OperatorException(
                $"{_statement.Summary}: it waited longer than {Duration.Say(run.Settings.Locks.Deadline)} and was cancelled; {Left()}{string.Concat(watch.Seen.Select(b => "\n  blocked by " + b))}",
                "end or wait for the session that stands in the way, then run 'whimbrel resume'.",
                ExitCode.BudgetNotMet);
        }
        catch (PostgresException e)
        {
            await DropInvalidIndexAsync(session, ct);
            throw ScriptFailure.Explain(script, _statement, e, session.IsOpen ? Left() : "the connection is gone, so an INVALID index may be left: going on or going back drops it; no version row was written", part.Number == 1 ? ExitCode.WentBack : ExitCode.SomethingLeft);
        }

        await AssertIndexIsValidAsync(session, ct);
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

    /// <summary>After a crash the server may have finished what nobody recorded; an index that is INVALID is dropped and built anew.</summary>
    private async Task<bool> IsDoneAlreadyAsync(Session session, bool wasBegun, CancellationToken ct)
    {
        if (_statement.DroppedIndexConcurrently is { } dropped && wasBegun)
        {
            return !await session.QuerySingleAsync("relation_exists", row => row.Claim("Exists"), ct, Quoted(dropped.Schema, dropped.Name));
        }

        if (_statement.Index is not { Concurrently: true, Name: not null })
        {
            return false;
        }

        await DropInvalidIndexAsync(session, ct);
        return wasBegun && await FindIndexAsync(session, ct) is { IsValid: true };
    }

    private async Task<string?> DropInvalidIndexAsync(Session session, CancellationToken ct)
    {
        if (session.IsOpen && await FindIndexAsync(session, ct) is { IsValid: false } index)
        {
            run.Output.Note($"the index {index.Name} is INVALID (left by a build that did not end): it is dropped concurrently");
            await session.ExecuteAsync("SET lock_timeout = 0", ct);
            await using var watch = await BlockerWatch.StartAsync(run.Database, session.ProcessId, run.Settings.Locks.Deadline, ct);
            using var bound = CancellationTokenSource.CreateLinkedTokenSource(ct, watch.TooLong);
            try
            {
                await session.ExecuteAsync($"DROP INDEX CONCURRENTLY {index.Name}", bound.Token);
                return index.Name;
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                throw new OperatorException(
                    $"the INVALID index {index.Name} could not be dropped within {Duration.Say(run.Settings.Locks.Deadline)}; it is still there, {Left()}{string.Concat(watch.Seen.Select(b => "\n  blocked by " + b))}",
                    "end or wait for the session that stands in the way, then run the same command: the index is found and dropped.",
                    ExitCode.BudgetNotMet);
            }
        }

        return null;
    }

    private async Task AssertIndexIsValidAsync(Session session, CancellationToken ct)
    {
        if (_statement.Index is { Concurrently: true, Name: not null } && await FindIndexAsync(session, ct) is { IsValid: false } index)
        {
            throw new OperatorException($"{_statement.Summary}: the server reports success, but {index.Name} is INVALID; {Left()}", "look at the server's log, then run 'whimbrel resume'.", ExitCode.SomethingLeft);
        }
    }

    /// <summary>An index lies in its table's schema. Its name comes back quoted by the server.</summary>
    private async Task<(bool IsValid, string Name)?> FindIndexAsync(Session session, CancellationToken ct)
    {
        if (_statement.Index is not { Concurrently: true, Name: { } name } build)
        {
            return null;
        }

        var rows = await session.QueryAsync("index_state", row => (row.Claim("IsValid"), row.Text("Name")), ct, Quoted(build.Table.Schema, name));
        return rows.Count == 0 ? null : rows[0];
    }

    private static string Quoted(string? schema, string name) => new QualifiedName(schema, name).Quoted;
}
