using System.Text;
using System.Text.RegularExpressions;
using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Native;

namespace Whimbrel.Sql.Queries;

/// <summary>Parses queries from which the values have been taken out.</summary>
internal static partial class RecordedQueryParser
{
    private const int LongestText = 1 << 20;

    /// <summary>Statements that read or write rows; what changes the schema is no use of it.</summary>
    private static readonly HashSet<string> _kinds = new(StringComparer.Ordinal)
    {
        "SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt", "CopyStmt", "DeclareCursorStmt", "PrepareStmt", "CallStmt",
    };

    /// <returns>What each statement names; null when the text cannot be parsed.</returns>
    internal static IReadOnlyList<QueryNames>? Parse(string text)
    {
        if (text.Length > LongestText || NestingGuard.TooDeepAt(text) is not null)
            return null;

        // DATE '2026-01-01' is recorded as DATE $1, which is no SQL: there a text must stand.
        return ParserThreads.Run(() => Names(text) ?? Names(Parameter().Replace(text, "'1'")));
    }

    private static List<QueryNames>? Names(string text)
    {
        var terminated = new byte[Encoding.UTF8.GetByteCount(text) + 1];
        _ = Encoding.UTF8.GetBytes(text, terminated);
        var (json, error) = Parser.Parse(terminated);
        return error is not null ? null : [.. Tree.Read(json).Root.Items("stmts"u8)
            .Select(s => s.Child("stmt"u8)!.Value.Unwrap()).Where(s => _kinds.Contains(s.Kind)).Select(s => QueryNames.Of(s.Kind, s.Body))];
    }

    [GeneratedRegex(@"(?<![\w$])\$\d+", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Parameter();
}
