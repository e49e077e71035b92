using Npgsql;
using Whimbrel.Engine;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Cli.Dashboard;

/// <summary>The one thing that the page can change: a run goes back, or ends its watch. Whoever presses twice, or in two browsers, has pressed once.</summary>
/// <param name="command">How <c>whimbrel abort</c> of the same configuration is started.</param>
/// <param name="count">What would be lost, in words.</param>
internal sealed class RunAbort(Feed feed, IReadOnlyList<string> command, Func<CancellationToken, Task<IReadOnlyList<string>>> count)
{
    private static readonly TimeSpan _longestAbort = TimeSpan.FromDays(1);

    /// <summary>Who wants to abort does not wait for a number.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(4);

    private readonly Lock _gate = new();
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private Task _aborting = Task.CompletedTask;

    /// <summary>An abort that was begun here; the dashboard waits for it.</summary>
    public Task Ended
    {
        get
        {
            lock (_gate)
            {
                return _aborting;
            }
        }
    }

    /// <summary>What the page asks with.</summary>
    public async Task<AbortPreview> PreviewAsync(CancellationToken ct)
    {
        var run = feed.Run;
        var abort = run?.Abort ?? new AbortView(null, "Abort", "there is no run");
        var (loses, unknown) = abort.Effect is "goBack" or "abort" ? await CountAsync(ct) : ([], null);
        return new AbortPreview(run?.Id, abort, Say(abort, run), loses, unknown);
    }

    /// <summary>Does what the operator was asked, and nothing else.</summary>
    public AbortAnswer Perform(AbortRequest request)
    {
        lock (_gate)
        {
            if (feed.Run is not { } run || run.Id != request.Run || run.Abort.Effect is not { } effect || effect != request.Effect)
            {
                return new AbortAnswer(Ok: false, $"Nothing was done: the run has come to another point meanwhile{(feed.Run?.Abort.Why is { } why ? $" ({why})" : "")}. Look again.");
            }

            var process = RunProgress.Read(run.Folder)?.Process;
            if (!_told.Add($"{run.Id} {effect} {process?.ProcessId} {process?.StartedTicks}"))
            {
                return new AbortAnswer(Ok: true, "It was told already.");
            }

            if (effect == "abort")
            {
                _aborting = StartAsync(run.Id);
                return new AbortAnswer(Ok: true, "'whimbrel abort' goes back now.");
            }

            return process?.AskToGoBack() ?? false
                ? new AbortAnswer(Ok: true, effect == "endWatch" ? "The watch ends; the run goes on to its end." : "The run was told to go back.")
                : new AbortAnswer(Ok: false, "Nothing was done: the run's process has just ended.");
        }
    }

    private static string Say(AbortView abort, RunView? run) => abort.Effect switch
    {
        "goBack" => $"The run is interrupted where it is and goes back: {run!.WayBack}",
        "abort" => $"'whimbrel abort' is started, and goes back: {run!.WayBack}",
        "endWatch" => $"The watch ends now, and the run goes on to its end. The migration stays; afterwards 'whimbrel rollback --to {run!.From ?? "0"}' is the way back.",
        _ => abort.Why ?? "",
    };

    private async Task<(IReadOnlyList<string> Loses, string? Unknown)> CountAsync(CancellationToken ct)
    {
        try
        {
            return (await count(ct).WaitAsync(_patience, ct), null);
        }
        catch (TimeoutException)
        {
            return ([], $"What is lost could not be counted within {_patience.TotalSeconds} s.");
        }
        catch (Exception e) when (e is OperatorException or NpgsqlException or IOException)
        {
            return ([], $"What is lost could not be counted: {e.Message}");
        }
    }

    /// <summary>It is a process of its own: it goes on when the dashboard ends.</summary>
    private async Task StartAsync(string run)
    {
        try
        {
            var (exitCode, _, errors) = await ChildProcess.RunAsync(command, new Dictionary<string, string?>(StringComparer.Ordinal), _longestAbort, CancellationToken.None);
            feed.Notify(exitCode == 0
                ? new NoticeView($"Run {run} was aborted.", null)
                : new NoticeView($"'whimbrel abort' ended with {exitCode}: {errors}", "Run 'whimbrel status' in a terminal: it says what is left."));
        }
        catch (OperatorException e)
        {
            feed.Notify(new NoticeView(e.Message, e.Hint));
        }
        finally
        {
            lock (_gate)
            {
                // A second try, after this one failed, is a new one.
                _told.RemoveWhere(t => t.StartsWith($"{run} abort ", StringComparison.Ordinal));
            }
        }
    }

    /// <summary>The command line of an abort with the same configuration as ours.</summary>
    public static IReadOnlyList<string> CommandLine(string program, WhimbrelSettings settings, IEnumerable<string> set) =>
        [program, "abort", "--yes", .. settings.File is { } file ? ["--config", file] : Array.Empty<string>(), .. set.SelectMany(s => new[] { "--set", s })];
}
