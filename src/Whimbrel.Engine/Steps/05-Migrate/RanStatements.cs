using System.Diagnostics;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Rehearsals;
using Whimbrel.Sql;

namespace Whimbrel.Engine.Steps.Migrate;

/// <summary>What was run of a script: each statement with its time and its rows, a stretch as one.</summary>
internal sealed class RanStatements(Run run, Script script)
{
    private readonly List<RanStatement> _all = [];
    private Statement? _stretch;
    private long _ofStretch;

    public IReadOnlyList<RanStatement> All => _all;

    /// <summary>In which they are run.</summary>
    public Session? Session { private get; set; }

    public long Rows => _all.Sum(s => Math.Max(0, s.Rows));

    private string File => Path.GetFileName(script.Path);

    /// <summary>A transaction is begun anew: what it had run does not count.</summary>
    public void BackTo(int count)
    {
        _all.RemoveRange(count, _all.Count - count);
        run.Observer?.BeginTransaction();
        (_stretch, _ofStretch) = (null, 0);
    }

    public void Add(RanStatement statement) => _all.Add(statement);

    public async Task MeasureAsync(Statement statement, Func<Task<long>> execute)
    {
        run.Output.Progress($"{File}: statement {_all.Count + 1} of {script.StatementCount}: {statement.Summary}");
        await LookBeforeAsync();
        var at = run.Time.GetUtcNow();
        var clock = Stopwatch.StartNew();
        var rows = await execute();
        _all.Add(new RanStatement(statement.Line, statement.Summary, clock.Elapsed.TotalSeconds, rows) { At = at, Effects = await LookBehindAsync() });
    }

    /// <param name="count">How many of the stretch are sent now.</param>
    public async Task MeasureAsync(Statement stretch, int count, Func<Task<long>> execute)
    {
        if (!ReferenceEquals(_stretch, stretch))
        {
            (_stretch, _ofStretch) = (stretch, 0);
            _all.Add(new RanStatement(stretch.Line, $"{stretch.Count:N0} × {stretch.Summary}", 0, 0) { At = run.Time.GetUtcNow() });
        }

        _ofStretch += count;
        run.Output.Progress($"{File}: {_ofStretch:N0} of {stretch.Count:N0} × {stretch.Summary}");
        var clock = Stopwatch.StartNew();
        var rows = await execute();
        _all[^1] = _all[^1] with { Seconds = _all[^1].Seconds + clock.Elapsed.TotalSeconds, Rows = _all[^1].Rows + Math.Max(0, rows) };
    }

    private Task LookBeforeAsync() => run.Observer?.BeforeAsync(Session!, CancellationToken.None) ?? Task.CompletedTask;

    private async Task<StatementEffects?> LookBehindAsync() => run.Observer is { } observer ? await observer.AfterAsync(Session!, CancellationToken.None) : null;
}
