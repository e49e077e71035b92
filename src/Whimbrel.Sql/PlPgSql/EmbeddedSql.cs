using System.Text;
using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Native;

namespace Whimbrel.Sql.PlPgSql;

/// <summary>A statement out of a piece of text, its place still counted from the beginning of that text.</summary>
internal sealed record EmbeddedStatement(string Kind, Node Body, string Text, int Offset);

/// <summary>Parses SQL that stands inside a string; call it inside <see cref="ParserThreads"/>.</summary>
internal static class EmbeddedSql
{
    /// <returns>null, with the reason, when it is none.</returns>
    internal static IReadOnlyList<EmbeddedStatement>? TryRead(string sql, out string? error)
    {
        error = NestingGuard.TooDeepAt(sql) is null ? null : NestingGuard.Problem;
        if (error is not null)
            return null;

        var bytes = new byte[Encoding.UTF8.GetByteCount(sql) + 1];
        _ = Encoding.UTF8.GetBytes(sql, bytes);
        var (json, failure) = Parser.Parse(bytes);
        error = failure?.Message;
        return failure is null ? [.. Statements(sql, bytes, Tree.Read(json).Root)] : null;
    }

    private static IEnumerable<EmbeddedStatement> Statements(string sql, byte[] bytes, Node root)
    {
        var end = 0;
        foreach (var statement in root.Items("stmts"u8))
        {
            var (kind, body) = statement.Child("stmt"u8)!.Value.Unwrap();
            var start = LeadingComments.FirstToken(sql, end);
            var length = statement.Number("stmt_len"u8);
            end = length == 0 ? sql.Length : Encoding.UTF8.GetCharCount(bytes, 0, statement.Number("stmt_location"u8) + length);
            yield return new EmbeddedStatement(kind, body, sql[start..LeadingComments.EndOfLastToken(sql, start, end)], start);
        }
    }
}
