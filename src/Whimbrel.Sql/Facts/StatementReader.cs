using Whimbrel.Sql.PlPgSql;

namespace Whimbrel.Sql.Facts;

/// <summary>From the parser's tree to what is known of a statement: one fact, one line.</summary>
internal static class StatementReader
{
    internal static Statement Read(ParsedStatement parsed, long byteOffset)
    {
        var (kind, body, text) = (parsed.Kind, parsed.Body, parsed.Text);
        var named = parsed.Named;
        var inner = kind == "DoStmt" ? RoutineFacts.Of(parsed) : RoutineFacts.Nothing;
        return new Statement
        {
            Text = text,
            Path = parsed.Path,
            ByteOffset = byteOffset,
            LastByteOffset = byteOffset,
            Line = parsed.Line,
            Column = parsed.Column,
            Kind = kind,
            Summary = Summary.Of(kind, body, text, named),
            Control = kind == "TransactionStmt" ? SessionState.Control(body) : null,
            RunsOutsideTransaction = parsed.RunsOutsideTransaction,
            NewEnumValue = kind == "AlterEnumStmt" && body.Child("oldVal"u8) is null ? body.Word("newVal"u8) : null,
            SetsLockTimeout = SessionState.SetsLockTimeout(kind, body, text),
            SetsRole = SessionState.SetsRole(kind, body),
            Destroys = Destruction.Of(kind, body, named) ?? inner.Destroys,
            DropsRows = RowDrops.Of(kind, body),
            Relations = [.. named.Relations, .. inner.Relations],
            Creates = CreatedTables.Of(kind, body),
            Index = kind == "IndexStmt" ? IndexOf(body) : null,
            DroppedIndexConcurrently = kind == "DropStmt" && body.Flag("concurrent"u8) ? FirstDropped(body) : null,
            ReadsStdin = kind == "CopyStmt" && body.Flag("is_from"u8) && !body.Flag("is_program"u8) && body.Child("filename"u8) is null,
        };
    }

    private static RelationName? FirstDropped(Node statement) => statement.Items("objects"u8).First().NameParts().ToRelation();

    private static IndexBuild IndexOf(Node statement) => new(
        statement.Word("idxname"u8),
        statement.Relation("relation"u8) ?? default,
        statement.Flag("concurrent"u8),
        statement.Flag("if_not_exists"u8),
        statement.Flag("unique"u8));
}
