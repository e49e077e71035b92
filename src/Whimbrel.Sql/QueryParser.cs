using System.Text;
using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Native;
using Whimbrel.Sql.Psql;

namespace Whimbrel.Sql;

/// <summary>From what psql sends at once to its statements with their trees: one, but for <c>\;</c>. To be called on a deep stack.</summary>
internal static class QueryParser
{
    /// <exception cref="ScriptException">PostgreSQL's parser refuses it.</exception>
    internal static IReadOnlyList<ParsedStatement> Parse(PsqlItem item, Func<string, Stream> open)
    {
        var text = item.TextString;
        var sent = new SentText(text, item.Place, item.ByteEnd, open);
        NestingGuard.Refuse(sent);
        TreeSize.Refuse(sent);
        var (json, error) = Parser.Parse(Terminated(item.Text));
        if (error is not null)
            throw sent.Error(OffsetOf(text, error.Position), error.Message);

        var statements = new List<ParsedStatement>();
        var root = Tree.Read(json).Root;
        var from = 0;
        foreach (var statement in root.Items("stmts"u8))
        {
            var (kind, body) = statement.Child("stmt"u8)!.Value.Unwrap();
            var start = LeadingComments.FirstToken(text, from);
            from = EndOf(text, item.Text, statement);
            var (line, column) = start == 0 ? (item.Place.Line, item.Place.Column) : PlaceOf(sent, item, start, statements.Count);
            statements.Add(new ParsedStatement(kind, body, text[start..LeadingComments.EndOfLastToken(text, start, from)], line, column) { Path = item.Place.Path, PlaceOf = PlacesOf(kind, sent, start) });
        }

        return statements;
    }

    /// <summary>Of the first statement the reader has told it already.</summary>
    private static (int Line, int Column) PlaceOf(SentText sent, PsqlItem item, int start, int index)
    {
        if (index == 0)
            return (item.FirstToken.Line, item.FirstToken.Column);

        var place = sent.PlaceOf(start);
        return (place.Line, place.Column);
    }

    /// <summary>Only a routine is asked for places inside it.</summary>
    private static Func<int, (int Line, int Column)>? PlacesOf(string kind, SentText sent, int start) =>
        kind is "DoStmt" or "CreateFunctionStmt" ? offset => sent.PlaceOf(start + offset) is var place ? (place.Line, place.Column) : default : null;

    private static int EndOf(string text, ReadOnlySpan<byte> bytes, Node statement)
    {
        var length = statement.Number("stmt_len"u8);
        return length == 0 ? text.Length : Encoding.UTF8.GetCharCount(bytes[..(statement.Number("stmt_location"u8) + length)]);
    }

    private static byte[] Terminated(ReadOnlySpan<byte> text)
    {
        var bytes = new byte[text.Length + 1];
        text.CopyTo(bytes);
        return bytes;
    }

    /// <summary>From the parser's 1-based count of characters; an error at the end of input is shown behind the last token.</summary>
    private static int OffsetOf(string text, int position)
    {
        var offset = 0;
        for (var characters = 1; characters < position && offset < text.Length; characters++)
            offset += char.IsHighSurrogate(text[offset]) ? 2 : 1;
        return offset < text.Length ? offset : text.AsSpan().TrimEnd(" \t\n\r\f\v;").Length;
    }
}
