namespace Whimbrel.Engine.Steps.MigrateData.Batches;

/// <summary>The table that the batches write.</summary>
/// <param name="Table">Quoted, with its schema.</param>
internal sealed record BatchTarget(long Oid, string Table);
