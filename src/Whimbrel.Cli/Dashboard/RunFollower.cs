using System.Text.Json;
using Whimbrel.Engine.Application;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Settings;
using Whimbrel.Engine.Steps.Document;

namespace Whimbrel.Cli.Dashboard;

/// <summary>What came since the last look at the run.</summary>
/// <param name="IsAnother">Another run than the last time: what came before is not of this one.</param>
internal sealed record RunNews(bool IsAnother, RunView? View, IReadOnlyList<LogLine> Log, IReadOnlyList<LatencySecond> Latency);

/// <summary>Reads a run's folder again and again, while another process writes it: the journal, the newest progress, the log, the application's answers.</summary>
internal sealed class RunFollower(WhimbrelSettings settings, TimeProvider time)
{
    private readonly RunFinder _finder = new(new StateFolder(settings.StatePath), settings.Database.Database);
    private readonly Estimate _estimate = new();
    private string? _folder;
    private long _journalLength;
    private IReadOnlyList<JournalEntry> _entries = [];
    private RunOutline? _outline;
    private RunRecord? _record;
    private GrowingFile _log = new("");
    private GrowingFile _latency = new("");

    /// <param name="server">What it said last; null when it was not asked yet.</param>
    public RunNews Look(DatabaseIdentity? identity, ServerView? server)
    {
        var folder = _finder.Find(identity);
        var isAnother = folder != _folder;
        if (isAnother)
        {
            Follow(folder);
        }

        return folder is null
            ? new RunNews(isAnother, null, [], [])
            : new RunNews(isAnother, View(folder, server), LogLines.Read(_log.NewLines()), [.. _latency.NewLines().Select(Read).OfType<LatencySecond>()]);
    }

    private void Follow(string? folder)
    {
        (_folder, _journalLength, _entries, _outline) = (folder, -1, [], null);
        _log = new GrowingFile(Path.Combine(folder ?? "", "output.log"));
        _latency = new GrowingFile(Path.Combine(folder ?? "", LatencyFile.FileName));
    }

    private RunView View(string folder, ServerView? server)
    {
        var length = new FileInfo(Path.Combine(folder, RunJournal.FileName)).Length;
        if (length != _journalLength)
        {
            (_journalLength, _entries) = (length, RunJournal.Read(folder));
            _record = RecordBuilder.Build(folder, _entries);
        }

        var state = new JournalState(_entries);
        _outline ??= RunOutline.Of(state.Facts!, settings.Migrations.Path);
        return RunViewOf.Make(new FollowedRun(folder, _entries, state, _record!, RunProgress.Read(folder), _outline, settings.Downtime.Budget, time.GetUtcNow()), server, _estimate);
    }

    /// <summary>A line that a full disk cut off says nothing.</summary>
    private static LatencySecond? Read(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, JournalJson.Default.LatencySecond);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
