using System.Text;
using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Fixes;

/// <summary>From the old value to the new one.</summary>
/// <param name="OfRow">As it stands in an UPDATE.</param>
/// <param name="OfNew">As it stands in a row trigger: NEW.column.</param>
/// <param name="IsCast">The value itself in another type, so that it can be cast back.</param>
internal sealed record UsingExpression(string OfRow, string OfNew, bool IsCast)
{
    /// <summary>null when it names columns in a way that a trigger cannot.</summary>
    internal static UsingExpression? Of(TableCommand command, Node definition)
    {
        var column = Identifier.Quote(command.Column);
        if (definition.Child("raw_default"u8) is not { } value)
            return new UsingExpression(column, $"NEW.{column}", IsCast: true);

        var places = value.All("ColumnRef"u8).Select(r => (Place: SqlText.PlaceOf(command.Statement, r), Parts: r.Items("fields"u8).Count())).OrderByDescending(r => r.Place).ToList();
        if (places.Exists(p => p.Parts != 1))
            return null;

        var text = command.Statement.Text;
        var from = SqlText.Tokens(text).Last(t => SqlText.Is(text, t, "USING") && t.End <= places.Select(p => p.Place).DefaultIfEmpty(int.MaxValue).Min()).End;
        var changed = new StringBuilder(text);
        foreach (var (place, _) in places)
            _ = changed.Insert(place, "NEW.");
        return new UsingExpression(text[from..].Trim(), changed.ToString()[from..].Trim(), CastsOnly(value, command.Column));
    }

    private static bool CastsOnly(Node value, string column)
    {
        var (kind, body) = value.Unwrap();
        while (kind == "TypeCast" && body.Child("arg"u8) is { } inner)
            (kind, body) = inner.Unwrap();
        return kind == "ColumnRef" && Expressions.Columns(value) is [var only] && only == column;
    }
}
