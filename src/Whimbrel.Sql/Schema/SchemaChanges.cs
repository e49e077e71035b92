using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Schema;

/// <summary>
/// What a statement leaves of the schema. A ROLLBACK inside a script takes nothing back here: a script that is run to its end commits.
/// </summary>
internal static class SchemaChanges
{
    private delegate void Applied(Change change, Node statement);

    private static readonly Dictionary<string, Applied> _byKind = new(StringComparer.Ordinal)
    {
        ["AlterDomainStmt"] = TypeChange.AlterDomain,
        ["AlterObjectSchemaStmt"] = MoveChange.Apply,
        ["AlterSeqStmt"] = SequenceChange.Alter,
        ["AlterTableStmt"] = AlterTableChange.Apply,
        ["CompositeTypeStmt"] = TypeChange.CreateComposite,
        ["CreateDomainStmt"] = TypeChange.CreateDomain,
        ["CreateEnumStmt"] = TypeChange.CreateEnum,
        ["CreateForeignTableStmt"] = CreateTableChange.ApplyForeign,
        ["CreateRangeStmt"] = TypeChange.CreateRange,
        ["CreateSchemaStmt"] = NamespaceChange.Create,
        ["CreateSeqStmt"] = SequenceChange.Create,
        ["CreateStmt"] = CreateTableChange.Apply,
        ["CreateTableAsStmt"] = ViewChange.CreateTableAs,
        ["CreateTrigStmt"] = TriggerChange.Create,
        ["DiscardStmt"] = SearchPathChange.Discard,
        ["DropStmt"] = DropChange.Apply,
        ["IndexStmt"] = IndexChange.Apply,
        ["RenameStmt"] = RenameChange.Apply,
        ["SelectStmt"] = ViewChange.SelectInto,
        ["TransactionStmt"] = SearchPathChange.Transact,
        ["VariableSetStmt"] = SearchPathChange.Set,
        ["ViewStmt"] = ViewChange.CreateView,
    };

    /// <param name="script">The path that goes into <see cref="Relation.CreatedBy"/>.</param>
    internal static void Apply(ParsedStatement statement, DatabaseSchema schema, string script)
    {
        ArgumentNullException.ThrowIfNull(statement);
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(script);
        Apply(new Change(schema, script), statement.Kind, statement.Body);
    }

    internal static void Apply(Change change, string kind, Node statement)
    {
        if (_byKind.TryGetValue(kind, out var apply))
            apply(change, statement);
    }

    /// <summary>A script's session is over: the search path is the database's again, and temporary relations are gone.</summary>
    internal static void EndScript(DatabaseSchema schema)
    {
        schema.SetPath(null);
        schema.RemoveTemporary();
    }
}
