using System.Text;
using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Native;

namespace Whimbrel.Sql;

/// <summary>Splits a script into statements, and reads the comments between them.</summary>
internal static class ScriptReader
{
    internal static (List<Statement> Statements, List<ParsedStatement> Trees, List<Directive> Directives) Read(SourceText source) =>
        DeepStack.Run(() => ReadHere(source));

    private static (List<Statement> Statements, List<ParsedStatement> Trees, List<Directive> Directives) ReadHere(SourceText source)
    {
        NestingGuard.Refuse(source);
        var sql = Terminated(source.Text);
        var (ranges, error) = Parser.Split(sql);
        if (error is not null)
            throw ParserErrors.Explain(source, error);

        var bytes = new ByteMap(sql, source.Text.Length);
        var statements = new List<Statement>(ranges.Count);
        var trees = new List<ParsedStatement>(ranges.Count);
        var comments = new List<Token>();
        var end = 0;
        foreach (var range in ranges)
        {
            var leading = LeadingComments.Read(source.Text, end);
            comments.AddRange(leading.Comments);
            end = LeadingComments.EndOfLastToken(source.Text, leading.FirstToken, bytes.CharOffset(range.End));
            var parsed = ParseStatement(source, sql, range, leading.FirstToken, end);
            trees.Add(parsed);
            statements.Add(StatementReader.Read(parsed, source, leading.FirstToken));
        }

        comments.AddRange(LeadingComments.Read(source.Text, end).Comments);
        return (statements, trees, DirectiveReader.Read(source, comments));
    }

    private static ParsedStatement ParseStatement(SourceText source, byte[] sql, ByteRange range, int start, int end)
    {
        TreeSize.Refuse(source, start, end);
        var (json, error) = Parser.Parse(sql, range);
        if (error is not null)
            throw source.Error(start, error.Message);

        var (kind, body) = Tree.Read(json).Root.Items("stmts"u8).First().Child("stmt"u8)!.Value.Unwrap();
        return new ParsedStatement(kind, body, source.Text[start..end], source.LineOf(start), source.ColumnOf(start));
    }

    private static byte[] Terminated(string text)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(text) + 1];
        _ = Encoding.UTF8.GetBytes(text, bytes);
        return bytes;
    }
}
