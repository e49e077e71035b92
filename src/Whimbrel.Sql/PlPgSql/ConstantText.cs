using System.Text;
using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.PlPgSql;

/// <summary>The value of a text that does not depend on anything: 'a' || 'b', format('… %I', 'b'), quote_ident('b').</summary>
internal static class ConstantText
{
    /// <returns>null when it is not known before it runs.</returns>
    internal static string? Of(Node value)
    {
        var (kind, body) = value.Unwrap();
        return kind switch
        {
            "A_Const" => Constant(body),
            "TypeCast" => body.Child("arg"u8) is { } inner ? Of(inner) : null,
            "A_Expr" when body.Is("kind"u8, "AEXPR_OP"u8) && body.DottedName("name"u8) == "||" => Joined(body),
            "FuncCall" => Call(body),
            _ => null,
        };
    }

    private static string? Constant(Node body)
    {
        if (body.Child("sval"u8) is { } text)
            return text.Word("sval"u8) ?? "";
        return body.Child("ival"u8) is { } number ? number.Number("ival"u8).ToString() : null;
    }

    private static string? Joined(Node body) =>
        body.Child("lexpr"u8) is { } left && body.Child("rexpr"u8) is { } right && Of(left) is { } first && Of(right) is { } second ? first + second : null;

    private static string? Call(Node call)
    {
        var arguments = call.Items("args"u8).Select(Of).ToList();
        if (arguments.Count == 0 || arguments.Contains(null))
            return null;

        return (call.DottedName("funcname"u8).Split('.')[^1], arguments.Count) switch
        {
            ("concat", _) => string.Concat(arguments),
            ("format", _) => Format(arguments[0]!, arguments),
            ("quote_ident", 1) => Identifier.Quote(arguments[0]!),
            ("quote_literal", 1) => Quoted(arguments[0]!),
            _ => null,
        };
    }

    /// <summary>%s, %I, %L and %% in their order; positions and widths are left to the server.</summary>
    private static string? Format(string pattern, List<string?> arguments)
    {
        var text = new StringBuilder();
        var next = 1;
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] != '%')
            {
                _ = text.Append(pattern[i]);
                continue;
            }

            var type = ++i < pattern.Length ? pattern[i] : '\0';
            if (type != '%' && next >= arguments.Count)
                return null;

            string? piece = type switch
            {
                '%' => "%",
                's' => arguments[next++],
                'I' => Identifier.Quote(arguments[next++]!),
                'L' => Quoted(arguments[next++]!),
                _ => null,
            };
            if (piece is null)
                return null;
            _ = text.Append(piece);
        }

        return text.ToString();
    }

    private static string Quoted(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";
}
