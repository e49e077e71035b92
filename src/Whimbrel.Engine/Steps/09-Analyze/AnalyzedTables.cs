namespace Whimbrel.Engine.Steps.Analyze;

/// <summary>What the planner knows now of the tables that the migration touched.</summary>
public sealed record AnalyzedTables(IReadOnlyList<AnalyzedTable> Tables);

/// <summary>A table's statistics after ANALYZE.</summary>
public sealed record AnalyzedTable(string Name, bool Vacuumed, double Seconds, long LiveRows, long DeadRows, DateTimeOffset? LastAnalyze, DateTimeOffset? LastAutoanalyze);
