using System.CommandLine;
using System.Diagnostics;
using Npgsql;
using Whimbrel.Cli.Options;
using Whimbrel.Cli.Output;
using Whimbrel.Cli.Output.Locks;
using Whimbrel.Engine;
using Whimbrel.Engine.Locks;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Cli.Commands;

/// <summary>What <c>locks --kill --json</c> prints.</summary>
/// <param name="Outcome">cancelled or terminated.</param>
/// <param name="Session">What it was before.</param>
internal sealed record KillDocument(int Pid, string Outcome, double Seconds, LockNode Session);

/// <summary><c>whimbrel locks --kill PID</c>: shows it, asks, cancels its query, and only when that does not help ends the session.</summary>
internal sealed class LocksKill(CommandContext context, ParseResult parsed, WhimbrelSettings settings)
{
    private const string Untouched = "nothing was ended";

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private string _state = Untouched;

    private bool IsJson => parsed.GetValue(CommonOptions.Json);

    private TextWriter Said => IsJson ? Console.Error : Console.Out;

    public async Task<int> RunAsync(int pid)
    {
        var ct = context.Interruption.Token;
        await using var database = await context.ConnectAsync(settings, "locks");
        await using var session = await database.OpenAsync(ct);
        var ending = new SessionEnding(session);
        var found = await FindAsync(ending, pid, ct);
        var tree = await new LockTreeReader(database, session, settings.Locks.StallBudget, context.Time).ReadAsync(ct);
        var shown = tree.Find(pid) ?? LockNode.Of(found);
        Show(shown);
        AssertMayBeEnded(found);
        try
        {
            var outcome = await EndAsync(ending, found, ct);
            if (IsJson)
            {
                JsonOutput.Write(new KillDocument(pid, outcome, _clock.Elapsed.TotalSeconds, shown), CliJson.Default.KillDocument);
            }

            return (int)ExitCode.Done;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw SessionEnding.Explain(e, found, database.Identity.User);
        }
    }

    private static async Task<LockSession> FindAsync(SessionEnding ending, int pid, CancellationToken ct) => pid switch
    {
        0 => throw new OperatorException(
            "pid 0 stands for a prepared transaction, which has no process to end; nothing was ended",
            "its owner ends it by its name, in this database: ROLLBACK PREPARED or COMMIT PREPARED; 'whimbrel locks' shows the statement."),
        _ => await ending.FindAsync(pid, ct) ?? throw new OperatorException(
            $"no session has pid {pid}; nothing was ended", "it may have ended by itself: 'whimbrel locks' shows who blocks whom now."),
    };

    private void Show(LockNode session)
    {
        LockTreeText.Write(LockTreeText.Of(session), Said);
        Said.WriteLine(session.CountVictims() switch { 0 => "It blocks nobody.", var count => $"It blocks {Sessions(count)}." });
    }

    private void AssertMayBeEnded(LockSession found)
    {
        if (SessionProtection.Of(found) is not { } protection)
        {
            return;
        }

        var option = KillOptions.ConsentTo(protection.Override);
        if (option is null || !parsed.GetValue(option))
        {
            throw new OperatorException(
                $"pid {found.Blocker.Pid} {protection.Reason}; nothing was ended",
                protection.Hint + (option is null ? "" : $" To end it all the same: {option.Name}."));
        }
    }

    private async Task<string> EndAsync(SessionEnding ending, LockSession found, CancellationToken ct)
    {
        var pid = found.Blocker.Pid;
        if (parsed.GetValue(KillOptions.Terminate))
        {
            return await TerminateAsync(ending, found, "", ct);
        }

        if (!SessionEnding.CanBeCancelled(found.Blocker))
        {
            return await TerminateAsync(ending, found, $"It is {found.Blocker.State}: there is no query to cancel. ", ct);
        }

        AssertYes(pid, "Cancel its query? Its session stays, and a transaction that is open in it is rolled back.");
        AssertSignalled(await ending.CancelAsync(found, ct), pid);
        _state = "its query was cancelled, its session stays";
        if (await ending.WaitForEndAsync(found, isToGo: false, _patience, ct) is not { } left)
        {
            Say($"cancelled the query of pid {pid}; the session is still there");
            return "cancelled";
        }

        if (await ending.FindAsync(pid, ct) is not { } now || now.Blocker.BackendStart != found.Blocker.BackendStart)
        {
            Say($"cancelled the query of pid {pid}; the session has ended since");
            return "cancelled";
        }

        AssertMayBeEnded(now);
        var why = left > 0 ? $"{Sessions(left)} still {(left == 1 ? "waits" : "wait")} for it" : "it goes on";
        return await TerminateAsync(ending, now, $"Its query was cancelled, and after {Duration.Say(_patience)} {why}. ", ct);
    }

    private async Task<string> TerminateAsync(SessionEnding ending, LockSession found, string why, CancellationToken ct)
    {
        var pid = found.Blocker.Pid;
        AssertYes(pid, $"{why}Terminate the session? Its transaction is rolled back, and its client loses the connection.");
        AssertSignalled(await ending.TerminateAsync(found, ct), pid);
        if (await ending.WaitForEndAsync(found, isToGo: true, _patience, ct) is { } left)
        {
            throw new OperatorException(
                $"pid {pid} was told to end, and after {Duration.Say(_patience)} it is still there; waiting for it: {Sessions(left)}",
                "look again with 'whimbrel locks'; the server's log may say what it does.",
                ExitCode.SomethingLeft);
        }

        Say($"terminated pid {pid}");
        return "terminated";
    }

    private void AssertYes(int pid, string question)
    {
        if (parsed.GetValue(CommonOptions.Yes))
        {
            Said.WriteLine($"{question} yes");
            return;
        }

        if (Console.IsInputRedirected)
        {
            throw new OperatorException($"pid {pid}: there is no terminal to ask on, and no --yes; {_state}", $"it asks: {question} --yes says yes.", ExitCode.Refused);
        }

        if (!Question.Ask(question))
        {
            throw new OperatorException($"you said no; {_state}", null, _state == Untouched ? ExitCode.Refused : ExitCode.SomethingLeft);
        }
    }

    private void AssertSignalled(bool isSignalled, int pid)
    {
        if (!isSignalled)
        {
            throw new OperatorException($"pid {pid} has ended, or has gone on to something else since it was looked at; {_state}", "'whimbrel locks' shows who blocks whom now.");
        }

        _clock.Restart();
    }

    private void Say(string text) => Said.WriteLine($"{text} [{Duration.Say(_clock.Elapsed)}]");

    private static string Sessions(int count) => count == 1 ? "1 session" : $"{count} sessions";
}
