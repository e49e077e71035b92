using System.Text;

namespace Whimbrel.Sql.Facts;

/// <summary>One short line that tells people which statement this is; names only, never a value.</summary>
internal static class Summary
{
    private const int Longest = 100;

    internal static string Of(string kind, Node statement, string text, NamedRelations named)
    {
        var summary = Known(kind, statement, named) ?? FirstWords(text);
        var line = new StringBuilder(summary.Length);
        foreach (var c in summary)
            _ = line.Append(char.IsControl(c) ? ' ' : c);
        return line.Length <= Longest ? line.ToString() : $"{Cut(line.ToString())}…";
    }

    private static string? Known(string kind, Node statement, NamedRelations named) => kind switch
    {
        "CreateStmt" => $"CREATE TABLE {statement.Relation("relation"u8)}",
        "CreateTableAsStmt" => $"CREATE {ObjectWords(statement.Word("objtype"u8))} {statement.Child("into"u8)?.Relation("rel"u8)}",
        "ViewStmt" => $"CREATE VIEW {statement.Relation("view"u8)}",
        "IndexStmt" => Index(statement),
        "AlterTableStmt" => AlterTableSummary.Of(statement),
        "DropStmt" => Drop(statement),
        "InsertStmt" => $"INSERT INTO {statement.Relation("relation"u8)}",
        "UpdateStmt" => $"UPDATE {statement.Relation("relation"u8)}",
        "DeleteStmt" => $"DELETE FROM {statement.Relation("relation"u8)}",
        "MergeStmt" => $"MERGE INTO {statement.Relation("relation"u8)}",
        "SelectStmt" => Select(statement, named),
        "TruncateStmt" => $"TRUNCATE {string.Join(", ", named.Relations)}",
        "CopyStmt" => Copy(statement),
        "DoStmt" => "DO block",
        "VariableSetStmt" => Set(statement),
        "AlterEnumStmt" => AlterEnum(statement),
        "CreateEnumStmt" => $"CREATE TYPE {statement.DottedName("typeName"u8)} AS ENUM",
        "CreateFunctionStmt" => CreateFunction(statement),
        "CreateSchemaStmt" => $"CREATE SCHEMA {statement.Word("schemaname"u8)}",
        "CreateExtensionStmt" => $"CREATE EXTENSION {statement.Word("extname"u8)}",
        "CreateSeqStmt" => $"CREATE SEQUENCE {statement.Relation("sequence"u8)}",
        "CreateTrigStmt" => $"CREATE TRIGGER {statement.Word("trigname"u8)} ON {statement.Relation("relation"u8)}",
        "CallStmt" => $"CALL {(statement.Child("funccall"u8) ?? statement).DottedName("funcname"u8)}",
        _ => null,
    };

    internal static string ObjectWords(string? objectType) => objectType switch
    {
        null => "",
        "OBJECT_MATVIEW" => "MATERIALIZED VIEW",
        "OBJECT_TABCONSTRAINT" or "OBJECT_DOMCONSTRAINT" => "CONSTRAINT",
        _ => objectType.Replace("OBJECT_", "", StringComparison.Ordinal).Replace('_', ' '),
    };

    private static string AlterEnum(Node statement)
    {
        var change = statement.Child("oldVal"u8) is null ? "ADD VALUE" : "RENAME VALUE";
        return $"ALTER TYPE {statement.DottedName("typeName"u8)} {change}";
    }

    private static string CreateFunction(Node statement)
    {
        var what = statement.Flag("is_procedure"u8) ? "PROCEDURE" : "FUNCTION";
        return $"CREATE {what} {statement.DottedName("funcname"u8)}";
    }

    private static string Index(Node statement)
    {
        var unique = statement.Flag("unique"u8) ? "UNIQUE " : "";
        var concurrently = statement.Flag("concurrent"u8) ? "CONCURRENTLY " : "";
        var name = statement.Word("idxname"u8) is { } index ? $"{index} " : "";
        return $"CREATE {unique}INDEX {concurrently}{name}ON {statement.Relation("relation"u8)}";
    }

    private static string Drop(Node statement)
    {
        var type = statement.Word("removeType"u8);
        var concurrently = statement.Flag("concurrent"u8) ? " CONCURRENTLY" : "";
        var isOnTable = type is "OBJECT_TRIGGER" or "OBJECT_RULE" or "OBJECT_POLICY";
        var names = statement.Items("objects"u8).Select(o => o.NameParts())
            .Select(parts => isOnTable ? $"{parts[^1]} ON {string.Join('.', parts[..^1])}" : string.Join('.', parts));
        return $"DROP {ObjectWords(type)}{concurrently} {string.Join(", ", names)}";
    }

    private static string Select(Node statement, NamedRelations named)
    {
        if (named.Relations.Count > 0)
            return $"SELECT FROM {string.Join(", ", named.Relations)}";

        foreach (var target in statement.Items("targetList"u8))
        {
            if (target.Child("ResTarget"u8)?.Child("val"u8)?.Child("FuncCall"u8) is { } call)
                return $"SELECT {call.DottedName("funcname"u8)}()";
        }

        return "SELECT";
    }

    private static string Copy(Node statement)
    {
        var what = statement.Relation("relation"u8)?.ToString() ?? "(query)";
        var isFile = statement.Child("filename"u8) is not null;
        var place = statement.Flag("is_program"u8) ? "PROGRAM" : isFile ? "a file" : statement.Flag("is_from"u8) ? "STDIN" : "STDOUT";
        return $"COPY {what} {(statement.Flag("is_from"u8) ? "FROM" : "TO")} {place}";
    }

    private static string Set(Node statement)
    {
        var local = statement.Flag("is_local"u8) ? "LOCAL " : "";
        return statement.Word("kind"u8) switch
        {
            "VAR_RESET_ALL" => "RESET ALL",
            "VAR_RESET" => $"RESET {statement.Word("name"u8)}",
            _ => $"SET {local}{statement.Word("name"u8)}",
        };
    }

    /// <summary>The statement's words up to the first value, parenthesis or operator.</summary>
    private static string FirstWords(string text)
    {
        var lexer = new SqlLexer(text);
        var words = new StringBuilder();
        while (words.Length <= Longest && lexer.Next(out var token))
        {
            var word = text.AsSpan(token.Start, token.End - token.Start);
            if (token.Kind == TokenKind.Comment)
                continue;
            if (token.Kind is not (TokenKind.Word or TokenKind.QuotedName) && word is not ("." or ","))
                break;
            _ = words.Append(words.Length == 0 || word is "." or "," || words[^1] == '.' ? "" : " ").Append(word);
        }

        return words.Length == 0 ? "statement" : words.ToString().TrimEnd('.', ',');
    }

    private static string Cut(string line)
    {
        var length = char.IsHighSurrogate(line[Longest - 2]) ? Longest - 2 : Longest - 1;
        return line[..length].TrimEnd();
    }
}
