using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Locks;

/// <summary>Whether the values of a column can stay on disk as they are when its type changes.</summary>
internal static class TypeRewrite
{
    /// <summary>Pairs of types with one representation: a cast between them does nothing.</summary>
    private static readonly HashSet<(string From, string To)> _coercible =
    [
        ("text", "character varying"), ("character varying", "text"), ("text", "bpchar"), ("character varying", "bpchar"),
        ("cidr", "inet"), ("xml", "text"), ("xml", "character varying"), ("bit", "bit varying"), ("bit varying", "bit"),
        ("integer", "oid"), ("oid", "integer"), ("integer", "regclass"), ("regclass", "integer"), ("oid", "regclass"), ("regclass", "oid"),
        ("integer", "regproc"), ("regproc", "integer"), ("integer", "regtype"), ("regtype", "integer"),
    ];

    /// <summary>What a type without a precision has.</summary>
    private const int FullPrecision = 6;

    internal static bool IsNeeded(string from, string to, DatabaseSchema schema)
    {
        // A domain is its base type, and one more look at each value where it has a constraint.
        if (Domain(to, schema) is { } target && from != to)
            return target.HasConstraint || target.BaseType is not { } over || IsNeeded(from, over, schema);
        if (Domain(from, schema) is { BaseType: { } under } && from != to)
            return IsNeeded(under, to, schema);

        var (old, next) = (WrittenType.Of(from), WrittenType.Of(to));
        if (old.IsSame(next))
            return false;
        if (old.IsArray || next.IsArray)
            return true;
        return old.Name == next.Name ? IsNarrower(old, next) : !_coercible.Contains((old.Name, next.Name)) && !IsWiderInterval(old, next) || (old.Name != next.Name && next.Arguments.Count > 0 && !IsLengthKept(old, next));
    }

    /// <summary>timestamp and timestamptz differ by the session's time zone alone.</summary>
    internal static bool DependsOnTimeZone(string from, string to) =>
        (WrittenType.Of(from).Name, WrittenType.Of(to).Name) is ("timestamp without time zone", "timestamp with time zone") or ("timestamp with time zone", "timestamp without time zone");

    /// <summary>The values stay, but indexes of the two types are not the same.</summary>
    internal static bool IsOrderedAnew(string from, string to, DatabaseSchema schema) => OrderOf(from, schema) != OrderOf(to, schema);

    private static string OrderOf(string written, DatabaseSchema schema) => (Domain(written, schema)?.BaseType is { } over ? WrittenType.Of(over) : WrittenType.Of(written)).Name switch
    {
        "text" or "character varying" => "text",
        "bpchar" or "character" => "bpchar",
        "cidr" or "inet" => "inet",
        var name => name,
    };

    private static bool IsNarrower(WrittenType old, WrittenType next) => old.Name switch
    {
        "character varying" or "bit varying" => next.Arguments is [var length] && (old.Arguments is not [var before] || length < before),
        "numeric" => next.Arguments is [var precision, var scale] && (old.Arguments is not [var oldPrecision, var oldScale] || precision < oldPrecision || scale != oldScale),
        "timestamp without time zone" or "timestamp with time zone" or "time without time zone" or "time with time zone" or "interval" =>
            (next.Arguments is [var digits] ? digits : FullPrecision) < (old.Arguments is [var had] ? had : FullPrecision),
        _ => true,
    };

    private static bool IsLengthKept(WrittenType old, WrittenType next) =>
        next.Name is "character varying" or "bit varying" && old.Arguments is [var before] && next.Arguments is [var length] && length >= before;

    /// <summary>Fields that go down to the second lose nothing.</summary>
    private static bool IsWiderInterval(WrittenType old, WrittenType next) =>
        old.Name.StartsWith("interval", StringComparison.Ordinal) && next.Name.StartsWith("interval", StringComparison.Ordinal)
        && (next.Name == "interval" || next.Name.EndsWith("second", StringComparison.Ordinal))
        && (next.Arguments is [var digits] ? digits : FullPrecision) >= (old.Arguments is [var had] ? had : FullPrecision);

    private static UserType? Domain(string written, DatabaseSchema schema) =>
        schema.Types.FirstOrDefault(t => t.Kind == UserTypeKind.Domain && TypeNames.Written(t.Name) == written);
}
