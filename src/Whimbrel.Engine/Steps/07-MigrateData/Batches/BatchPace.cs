using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Steps.MigrateData.Batches;

/// <summary>Why batches should wait for a while.</summary>
internal interface IPauseReason
{
    /// <summary>What is so, in a few words ("standby a is 12 s behind"); null when nothing is.</summary>
    Task<string?> AskAsync(CancellationToken ct);

    /// <summary>Whether to go on when it stays so: waiting would help nobody any more.</summary>
    bool MayBePassed => false;
}

/// <summary>Lets the batches pause as long as somebody suffers, and tells why.</summary>
internal sealed class BatchPace(IReadOnlyList<IPauseReason> reasons, TimeSpan longest, TimeProvider time, Action<string> note, Action<string> progress)
{
    private static readonly TimeSpan _between = TimeSpan.FromSeconds(1);
    private readonly HashSet<IPauseReason> _passed = [];
    private long _asked;

    /// <summary>How long it has paused, all in all.</summary>
    internal TimeSpan Paused { get; private set; }

    /// <exception cref="OperatorException">When it is still so after the longest pause.</exception>
    internal async Task WaitAsync(string left, CancellationToken ct)
    {
        if (_asked != 0 && time.GetElapsedTime(_asked) < _between)
        {
            return;
        }

        var began = time.GetTimestamp();
        string? said = null;
        while (await FirstAsync(ct) is ({ } reason, { } why))
        {
            var elapsed = time.GetElapsedTime(began);
            if (said is null)
            {
                note($"pausing: {why}");
            }

            said = why;
            progress($"pausing for {Duration.Say(elapsed)}: {why}");
            if (elapsed > longest)
            {
                Pass(reason, why, left);
            }

            await Task.Delay(_between, time, ct);
        }

        _asked = time.GetTimestamp();
        if (said is not null)
        {
            Paused += time.GetElapsedTime(began);
            note($"going on after {Duration.Say(time.GetElapsedTime(began))}");
        }
    }

    private async Task<(IPauseReason Reason, string Why)?> FirstAsync(CancellationToken ct)
    {
        foreach (var reason in reasons.Where(r => !_passed.Contains(r)))
        {
            if (await reason.AskAsync(ct) is { } why)
            {
                return (reason, why);
            }
        }

        return null;
    }

    private void Pass(IPauseReason reason, string why, string left)
    {
        if (!reason.MayBePassed)
        {
            throw new OperatorException(
                $"the batches have paused for {Duration.Say(longest)}, and still {why}; {left}",
                "see what is the matter there, then 'whimbrel resume' goes on with the next batch.",
                ExitCode.SomethingLeft);
        }

        _passed.Add(reason);
        note($"{why}, for more than {Duration.Say(longest)}: going on all the same");
    }
}
