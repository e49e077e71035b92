using System.Text;
using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Native;

namespace Whimbrel.Sql.PlPgSql;

/// <summary>The library's tree of a PL/pgSQL body; call it inside <see cref="ParserThreads"/>.</summary>
internal static class PlPgSqlTree
{
    /// <summary>Larger bodies are not written by people.</summary>
    private const int Longest = 1 << 20;

    private const int MostComposites = 20;

    /// <returns>null, with the reason, when it cannot be read.</returns>
    internal static Node? Of(ParsedStatement routine, RoutineSource source, out string? error)
    {
        error = Refusal(source.Text);
        if (error is not null)
            return null;

        var body = source.Text;
        var (json, failure) = Parse(routine, source.Literal, body);
        for (var i = 0; failure is not null && i < MostComposites && CompositeVariables.AsRecord(body, failure.Message) is { } mended; i++)
        {
            body = mended;
            (json, failure) = Parse(routine, source.Literal, body);
        }

        error = failure?.Message;
        return failure is null ? Tree.Read(json).Root.FirstChild?.Unwrap().Body : null;
    }

    private static string? Refusal(string body)
    {
        if (body.Length > Longest)
            return "it is longer than 1 MB";
        return NestingGuard.TooDeepAt(body) is null ? null : NestingGuard.Problem;
    }

    /// <summary>
    /// The whole statement with this body: the library must know the parameters. In single quotes on a line behind LANGUAGE 'plpgsql'
    /// the body would be the rest of that string, and no body.
    /// </summary>
    private static (byte[] Json, SyntaxError? Error) Parse(ParsedStatement routine, Token literal, string body)
    {
        var tag = "$body$";
        while (body.Contains(tag, StringComparison.Ordinal))
            tag = $"$x{tag.AsSpan(1)}";
        var sql = $"{routine.Text.AsSpan(0, literal.Start)} {tag}{body}{tag} {routine.Text.AsSpan(literal.End)}\0";
        return Parser.ParsePlPgSql(Encoding.UTF8.GetBytes(sql));
    }
}
