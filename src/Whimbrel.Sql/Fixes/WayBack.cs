using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Fixes;

/// <summary>What takes back a statement that stays as it was.</summary>
internal static class WayBack
{
    /// <summary>null when it cannot be told from the statement.</summary>
    internal static string? Of(FixScope scope, ParsedStatement statement)
    {
        var body = statement.Body;
        return statement.Kind switch
        {
            "CreateStmt" => $"DROP TABLE {Named(body.Relation("relation"u8))}",
            "CreateSeqStmt" => $"DROP SEQUENCE {Named(body.Relation("sequence"u8))}",
            "ViewStmt" when !body.Flag("replace"u8) => $"DROP VIEW {Named(body.Relation("view"u8))}",
            "CreateTableAsStmt" => $"DROP {(body.Is("objtype"u8, "OBJECT_MATVIEW"u8) ? "MATERIALIZED VIEW" : "TABLE")} {Named(body.Child("into"u8)?.Relation("rel"u8))}",
            "CreateEnumStmt" or "CreateRangeStmt" => $"DROP TYPE {Named(body.NameParts("typeName"u8).ToRelation())}",
            "CompositeTypeStmt" => $"DROP TYPE {Named(body.Relation("typevar"u8))}",
            "CreateDomainStmt" => $"DROP DOMAIN {Named(body.NameParts("domainname"u8).ToRelation())}",
            "CreateSchemaStmt" => $"DROP SCHEMA {Identifier.Quote(body.Word("schemaname"u8) ?? "")}",
            "CreateExtensionStmt" => $"DROP EXTENSION {Identifier.Quote(body.Word("extname"u8) ?? "")}",
            "CreateTrigStmt" when !body.Flag("replace"u8) => $"DROP TRIGGER {Identifier.Quote(body.Word("trigname"u8) ?? "")} ON {Named(body.Relation("relation"u8))}",
            "IndexStmt" => Index(scope, body),
            _ => null,
        };
    }

    /// <summary>For a command of an ALTER TABLE.</summary>
    internal static string? Of(FixScope scope, TableCommand command) => command.Subtype switch
    {
        "AT_AddColumn" => $"{command.Head} DROP COLUMN {Identifier.Quote(command.Definition("ColumnDef"u8)?.Word("colname"u8) ?? "")}",
        "AT_AddConstraint" when command.Definition("Constraint"u8) is { } constraint => $"{command.Head} DROP CONSTRAINT {Identifier.Quote(scope.NameOf(command, constraint))}",
        "AT_SetNotNull" when !scope.IsNotNull(command.Table, command.Column) => $"{command.Head} ALTER COLUMN {Identifier.Quote(command.Column)} DROP NOT NULL",
        "AT_ColumnDefault" => Default(scope, command),
        "AT_AlterColumnType" when scope.Schema.Find(command.Table)?.Column(command.Column) is { Type.Length: > 0 } column => $"{command.Head} ALTER COLUMN {Identifier.Quote(command.Column)} TYPE {column.Type}",
        "AT_EnableRowSecurity" => $"{command.Head} DISABLE ROW LEVEL SECURITY",
        _ => null,
    };

    /// <summary>As it was before, where that is known.</summary>
    private static string? Default(FixScope scope, TableCommand command)
    {
        var alter = $"{command.Head} ALTER COLUMN {Identifier.Quote(command.Column)}";
        if (scope.Texts.Default(command.ResolvedIn(scope.Schema), command.Column) is { } before)
            return $"{alter} SET DEFAULT {before}";
        return scope.Schema.Find(command.Table)?.Column(command.Column) is { HasDefault: false } ? $"{alter} DROP DEFAULT" : null;
    }

    private static string? Index(FixScope scope, Node index)
    {
        var table = index.Relation("relation"u8) ?? default;
        var name = index.Word("idxname"u8) ?? DefaultNames.OfRelation(scope.Schema, scope.Schema.Resolve(table), DefaultNames.Joined(IndexElements.Of(index, table).AttributeNames), "idx");
        return $"DROP INDEX {(index.Flag("concurrent"u8) ? "CONCURRENTLY IF EXISTS " : "")}{Identifier.Quote(table with { Name = name })}";
    }

    private static string Named(RelationName? name) => Identifier.Quote(name ?? default);
}
