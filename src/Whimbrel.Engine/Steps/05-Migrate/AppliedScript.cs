using System.Text.Json.Serialization;
using Whimbrel.Engine.Locks;
using Whimbrel.Engine.Rehearsals;

namespace Whimbrel.Engine.Steps.Migrate;

/// <summary>What a script did: each statement with its time, and each try that a lock ended.</summary>
/// <param name="Rows">Rows changed, summed over the statements that change rows.</param>
public sealed record AppliedScript(
    string Version, string File, string Checksum, double Seconds, long Rows, IReadOnlyList<RanStatement> Statements, IReadOnlyList<LockTry> LockTries)
{
    /// <summary>The step that ran it; only in a record.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Step { get; init; }
}

/// <summary>One statement that was run.</summary>
public sealed record RanStatement(int Line, string Summary, double Seconds, long Rows)
{
    /// <summary>When it began; null in a record of before this was kept.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? At { get; init; }

    /// <summary>What it did, where it was looked at: in a rehearsal.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public StatementEffects? Effects { get; init; }
}
