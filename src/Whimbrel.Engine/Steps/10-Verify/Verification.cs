namespace Whimbrel.Engine.Steps.Verify;

/// <summary>What was checked after the migration.</summary>
public sealed record Verification(IReadOnlyList<Check> Checks, double? CacheHitRatio, IReadOnlyList<SlowQuery> SlowQueries);

/// <summary>One check.</summary>
public sealed record Check(string Name, bool Ok, string Detail);

/// <summary>A query of pg_stat_statements that uses an affected table; times in milliseconds.</summary>
public sealed record SlowQuery(string Query, long Calls, double TotalMs, double MeanMs, double MaxMs);
