using System.Threading.Channels;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Settings;
using Whimbrel.Engine.Steps.Document;

namespace Whimbrel.Engine.Notifications;

/// <summary>Tells those whom the configuration names what happens to a run, one notification after the other and beside the run: it is never held up, and never fails.</summary>
public sealed class Notifier(NotifySettings settings) : IAsyncDisposable
{
    /// <summary>What is still on its way when the run is over has this long.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(15);

    private readonly IReadOnlyList<INotified> _notified = Those(settings);
    private readonly Channel<Notification> _waiting = Channel.CreateUnbounded<Notification>();
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly List<string> _failures = [];
    private IRunOutput? _output;
    private Task? _telling;

    /// <summary>Nobody is told.</summary>
    public static Notifier None { get; } = new(NotifySettings.None);

    public void Start(Run run, bool isResumed) => Tell(run, "start", $"{What(run)} {(isResumed ? "goes on" : "begins")}: {run.Facts.PreviousVersion ?? "none"} → {run.Facts.TargetVersion ?? "none"}, {run.Facts.Downtime} downtime");

    public void Downtime(Run run) => Tell(run, "downtime", $"{What(run)}: the application is taken out of service now, for {Duration.Say(run.Settings.Downtime.Budget)} at most");

    public void Breach(Run run, string why) => Tell(run, "breach", $"{What(run)}: {why}");

    /// <param name="message">Why it ended so; null when all went well.</param>
    public void End(Run run, RunRecord record, ExitCode exitCode, string? message)
    {
        var words = record.Status == "open" ? "is not at an end, something is left" : record.Status;
        Tell(run, "end", $"{What(run)} {words} after {Duration.Say(TimeSpan.FromSeconds(record.Seconds))}{(record.Verdict is null ? "" : $", {record.Verdict}")}{(message is null ? "" : $": {message}")}", n => n with
        {
            Status = record.Status,
            ExitCode = (int)exitCode,
            Seconds = record.Seconds,
            DowntimeSeconds = record.ClientDowntime?.Seconds,
            Verdict = record.Verdict,
            WayBack = record.WayBack,
            Record = record.Folder,
        });
    }

    /// <summary>Writes down, once, who could not be told so far.</summary>
    internal void Note(RunJournal journal)
    {
        lock (_lock)
        {
            foreach (var failure in _failures)
            {
                journal.Append(JournalEvent.Note, "", failure);
            }

            _failures.Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        if (_telling is not null)
        {
            _stop.CancelAfter(_patience);
            await _telling;
        }

        _stop.Dispose();
    }

    internal static Webhook? WebhookOf(NotifySettings settings) => settings.HasWebhook ? new Webhook(settings.Address, settings.Form == "slack") : null;

    private static List<INotified> Those(NotifySettings settings) =>
        [.. new INotified?[] { WebhookOf(settings), settings.Command.Count > 0 ? new NotifyCommand(settings.Command) : null }.OfType<INotified>()];

    private static string What(Run run) =>
        $"{run.Facts.Command} of {run.Database.Identity.Name} ({(run.Migrations.Count > 0 ? string.Join(", ", run.Migrations.Select(m => m.Name)) : run.Facts.Id)}) by {run.Facts.PerformedBy} on {run.Facts.Host}";

    private void Tell(Run run, string what, string message, Func<Notification, Notification>? more = null)
    {
        if (_notified.Count == 0)
        {
            return;
        }

        var facts = run.Facts;
        var notification = new Notification(what, facts.Id, facts.Command, run.Database.Address.ToString(), [.. facts.Versions.Select(v => v.Version)], run.Time.GetUtcNow(), facts.PerformedBy, facts.Host, message);
        _output ??= run.Output;
        _telling ??= Task.Run(TellAllAsync, CancellationToken.None);
        _waiting.Writer.TryWrite(more is null ? notification : more(notification));
    }

    private async Task TellAllAsync()
    {
        var silent = new HashSet<INotified>();
        await foreach (var notification in _waiting.Reader.ReadAllAsync(CancellationToken.None))
        {
            await Task.WhenAll(_notified.Select(async who =>
            {
                if (await TellAsync(who, notification) is { } why)
                {
                    Keep(who, silent, $"{who.Name} was not told of the {notification.Event}: {why}");
                }
            }));
        }
    }

    private async Task<string?> TellAsync(INotified who, Notification notification)
    {
        try
        {
            return await who.TellAsync(notification, _stop.Token);
        }
        catch (OperationCanceledException)
        {
            return $"it took longer than {Duration.Say(_patience)} after the end";
        }
        // Nobody who is told may fail a run.
#pragma warning disable CA1031
        catch (Exception e)
#pragma warning restore CA1031
        {
            return $"{e.GetType().Name}";
        }
    }

    private void Keep(INotified who, HashSet<INotified> silent, string failure)
    {
        lock (_lock)
        {
            _failures.Add(failure);
            if (!silent.Add(who))
            {
                return;
            }
        }

        _output!.Warn($"{failure}; the run goes on without");
    }
}
