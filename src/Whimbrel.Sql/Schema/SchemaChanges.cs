namespace Whimbrel.Sql.Schema;

/// <summary>What a statement leaves of the schema.</summary>
internal static class SchemaChanges
{
    /// <param name="script">The path that goes into <see cref="Relation.CreatedBy"/>.</param>
    internal static void Apply(ParsedStatement statement, DatabaseSchema schema, string script)
    {
        ArgumentNullException.ThrowIfNull(statement);
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(script);
    }
}
