using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Fixes;

/// <summary>What scripts wrote of indexes, defaults and constraints, so that it can be written again; the schema knows only that they are there.</summary>
public sealed class KnownTexts
{
    private readonly Dictionary<RelationName, string> _indexes = [];
    private readonly Dictionary<(RelationName Table, string Column), string> _defaults = [];

    /// <summary>CREATE INDEX as it was written; null when no script was seen to make it.</summary>
    internal string? Index(RelationName name) => _indexes.GetValueOrDefault(name);

    /// <summary>The expression; null when no script was seen to set it.</summary>
    internal string? Default(RelationName table, string column) => _defaults.GetValueOrDefault((table, column));

    /// <summary>Called with each statement before the schema is changed by it.</summary>
    internal void Learn(ParsedStatement statement, DatabaseSchema schema)
    {
        switch (statement.Kind)
        {
            case "IndexStmt" when statement.Body.Relation("relation"u8) is { } table:
                var name = statement.Body.Word("idxname"u8) ?? DefaultNames.OfRelation(schema, schema.Resolve(table), DefaultNames.Joined(IndexElements.Of(statement.Body, table).AttributeNames), "idx");
                _indexes[schema.Resolve(table) with { Name = name }] = statement.Text;
                break;
            case "CreateStmt" when statement.Body.Relation("relation"u8) is { } created:
                LearnColumns(SqlText.Parse(statement.Text), schema.WhereNew(created));
                break;
            case "AlterTableStmt" when statement.Body.Relation("relation"u8) is { } altered:
                Learn(statement, schema.Resolve(altered));
                break;
            case "RenameStmt" or "AlterObjectSchemaStmt":
                // What was written has the old name; better nothing than that.
                _indexes.Clear();
                _defaults.Clear();
                break;
        }
    }

    private void Learn(ParsedStatement statement, RelationName table)
    {
        foreach (var command in TableCommand.Of(statement))
        {
            if (command.Subtype == "AT_AddColumn")
                LearnColumns(command.Statement, table);
            else if (command.Subtype == "AT_ColumnDefault" && command.Command.Child("def"u8) is not null)
                _defaults[(table, command.Column)] = command.Text[(command.Text.IndexOf("DEFAULT", StringComparison.OrdinalIgnoreCase) + "DEFAULT".Length)..].Trim();
            else if (command.Subtype == "AT_ColumnDefault")
                _ = _defaults.Remove((table, command.Column));
        }
    }

    /// <param name="statement">Parsed by itself.</param>
    private void LearnColumns(ParsedStatement statement, RelationName table)
    {
        foreach (var name in AddedConstraints.Columns(statement.Body).Where(c => c.ColumnConstraint("CONSTR_DEFAULT") is not null).Select(c => c.Word("colname"u8) ?? ""))
        {
            if (ColumnText.Of(statement, name)?.Constraints.FirstOrDefault(c => c.Kind == "CONSTR_DEFAULT") is { } value)
                _defaults[(table, name)] = value.Expression;
        }
    }
}
