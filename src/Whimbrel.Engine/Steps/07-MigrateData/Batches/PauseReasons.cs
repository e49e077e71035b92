using System.Globalization;
using Whimbrel.Engine.Application;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Steps.MigrateData.Batches;

/// <summary>A standby replays too late. Measured by ourselves: when did the primary stand where the standby stands now?</summary>
internal sealed class ReplicationLag(Session session, TimeSpan allowed, TimeProvider time, Action<string> note) : IPauseReason
{
    private readonly List<(long At, double Written)> _seen = [];
    private bool _isHidden;
    private double? _before;

    public async Task<string?> AskAsync(CancellationToken ct)
    {
        var standbys = await session.QueryAsync("standbys", Standby.Read, ct);
        if (standbys.Count == 0)
        {
            return null;
        }

        // Since when a standby has been behind at our first look, nobody can tell: it must come this far first.
        _before ??= standbys[0].Written;
        if (standbys.FirstOrDefault(s => s.Replayed < _before) is { } late)
        {
            return $"standby {late.Name} has not replayed yet what was written before the batches";
        }

        _seen.Add((time.GetTimestamp(), standbys[0].Written));
        if (!_isHidden && standbys.Any(s => s.Replayed is null))
        {
            _isHidden = true;
            note("how far the standbys are behind is not to be seen: GRANT pg_monitor to our user lets the batches pause for them");
        }

        var worst = standbys.Where(s => s.Replayed is not null).Select(s => (s.Name, Lag: LagOf(s))).OrderByDescending(s => s.Lag).FirstOrDefault();
        Forget(standbys);
        return worst.Lag > allowed ? $"standby {worst.Name} is {Duration.Say(worst.Lag)} behind" : null;
    }

    private TimeSpan LagOf(Standby standby)
    {
        if (standby.Replayed >= standby.Written)
        {
            return TimeSpan.Zero;
        }

        // The first moment at which the primary had written more than the standby has replayed.
        var behind = _seen.FirstOrDefault(s => s.Written > standby.Replayed);
        return behind.At == 0 ? TimeSpan.Zero : time.GetElapsedTime(behind.At);
    }

    private void Forget(IReadOnlyList<Standby> standbys)
    {
        var slowest = standbys.Min(s => s.Replayed ?? s.Written);
        _seen.RemoveAll(s => s.Written <= slowest);
    }

    private sealed record Standby(string Name, double Written, double? Replayed)
    {
        internal static Standby Read(Row row) => new(row.Text("Name"), row.Real("Written"), row.OptionalReal("Replayed"));
    }
}

/// <summary>WAL is written faster than it is archived: the disk of the server fills.</summary>
internal sealed class ArchiveBacklog(Session session, long allowed, Action<string> note) : IPauseReason
{
    private bool? _isAsked;

    public async Task<string?> AskAsync(CancellationToken ct)
    {
        _isAsked ??= await CanAskAsync(ct);
        if (_isAsked == false)
        {
            return null;
        }

        var segments = await session.QuerySingleAsync("archive_backlog", row => row.Number("Segments"), ct);
        return segments > allowed ? $"{segments.ToString("N0", CultureInfo.InvariantCulture)} segments of WAL wait to be archived" : null;
    }

    private async Task<bool> CanAskAsync(CancellationToken ct)
    {
        var (isArchived, isVisible) = await session.QuerySingleAsync("archives", row => (row.Claim("IsArchived"), row.Claim("IsVisible")), ct);
        if (isArchived && !isVisible)
        {
            note("how much WAL waits to be archived is not to be seen: GRANT pg_monitor to our user lets the batches pause for it");
        }

        return isArchived && isVisible;
    }
}

/// <summary>A vacuum of the table goes on: the rows that the batches leave dead would be in its way, and it in theirs.</summary>
internal sealed class TableVacuum(Session session, BatchTarget target) : IPauseReason
{
    public bool MayBePassed => true;

    public async Task<string?> AskAsync(CancellationToken ct)
    {
        var vacuums = await session.QueryAsync("table_vacuums", row => (Phase: row.Text("Phase"), IsAuto: row.Claim("IsAuto")), ct, target.Oid);
        return vacuums.Count == 0 ? null : $"{(vacuums[0].IsAuto ? "an autovacuum" : "a vacuum")} goes on in {target.Table} ({vacuums[0].Phase})";
    }
}

/// <summary>The application answers its health address later than before, or not at all.</summary>
internal sealed class HealthLatency(HealthProbe probe, string url) : IPauseReason
{
    private const int Baseline = 3;
    private const double Factor = 3;
    private const double AlwaysFine = 250;
    private double? _allowed;

    public async Task<string?> AskAsync(CancellationToken ct)
    {
        _allowed ??= await MeasureAsync(ct);
        var answer = await probe.AskAsync(url, ct);
        return double.IsPositiveInfinity(_allowed.Value) || (answer.IsHealthy && answer.Ms <= _allowed) ? null
            : answer.IsHealthy ? $"{answer}, more than the {_allowed:0} ms that follow from before the batches"
            : answer.ToString();
    }

    /// <summary>Of an application that is not well before we begin, nothing can be learned.</summary>
    private async Task<double> MeasureAsync(CancellationToken ct)
    {
        var slowest = 0.0;
        for (var i = 0; i < Baseline; i++)
        {
            var answer = await probe.AskAsync(url, ct);
            slowest = answer.IsHealthy ? Math.Max(slowest, answer.Ms) : double.PositiveInfinity;
        }

        return Math.Max(AlwaysFine, slowest * Factor);
    }
}
