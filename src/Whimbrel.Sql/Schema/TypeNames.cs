using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Schema;

/// <summary>A type as format_type writes it, from a TypeName of the parser; a user's type has its schema.</summary>
internal static class TypeNames
{
    private static readonly Dictionary<string, string> _standard = new(StringComparer.Ordinal)
    {
        ["bool"] = "boolean",
        ["bpchar"] = "character",
        ["float4"] = "real",
        ["float8"] = "double precision",
        ["int2"] = "smallint",
        ["int4"] = "integer",
        ["int8"] = "bigint",
        ["time"] = "time without time zone",
        ["timestamp"] = "timestamp without time zone",
        ["timestamptz"] = "timestamp with time zone",
        ["timetz"] = "time with time zone",
        ["varbit"] = "bit varying",
        ["varchar"] = "character varying",
    };

    /// <summary>Types of pg_catalog that keep their name; all others are somebody's own.</summary>
    private static readonly HashSet<string> _builtIn = new(
        """
        aclitem bit box bytea cid cidr circle date daterange datemultirange inet int2vector int4range int4multirange int8range int8multirange
        interval json jsonb jsonpath line lseg macaddr macaddr8 money name numeric nummultirange numrange oid oidvector path pg_lsn
        pg_snapshot point polygon record refcursor regclass regcollation regconfig regdictionary regnamespace regoper regoperator regproc
        regprocedure regrole regtype text tid tsmultirange tsquery tsrange tstzmultirange tstzrange tsvector txid_snapshot uuid void xid xid8 xml
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries),
        StringComparer.Ordinal);

    /// <summary>serial and its like: the type behind it; null for all others.</summary>
    internal static string? BehindSerial(Node type) => type.NameParts("names"u8) switch
    {
        ["serial" or "serial4"] or ["pg_catalog", "serial" or "serial4"] => "integer",
        ["bigserial" or "serial8"] or ["pg_catalog", "bigserial" or "serial8"] => "bigint",
        ["smallserial" or "serial2"] or ["pg_catalog", "smallserial" or "serial2"] => "smallint",
        _ => null,
    };

    internal static string Of(Node type, DatabaseSchema schema)
    {
        var arguments = type.Items("typmods"u8).Select(Argument).ToList();
        var name = type.NameParts("names"u8).ToRelation() ?? new RelationName(null, "");
        var isBuiltIn = name.Schema is null or "pg_catalog" && (_builtIn.Contains(name.Name) || _standard.ContainsKey(name.Name) || name.Name == "char");
        var written = isBuiltIn ? BuiltIn(name.Name, arguments) : Written(Own(name, schema)) + InBrackets(arguments);
        return type.Child("arrayBounds"u8) is null ? written : written + "[]";
    }

    /// <summary>A user's type with its schema, as far as it is known where it stands.</summary>
    internal static RelationName Own(RelationName name, DatabaseSchema schema) =>
        schema.FindType(name)?.Name ?? schema.Find(name)?.Name ?? name;

    internal static string Written(RelationName name) => Identifier.Quote(name);

    private static string BuiltIn(string name, List<string> arguments) => name switch
    {
        "interval" => "interval" + IntervalFields.Of(arguments),
        "numeric" when arguments.Count == 1 => $"numeric({arguments[0]},0)",
        "time" or "timestamp" when arguments.Count > 0 => $"{name}{InBrackets(arguments)} without time zone",
        "timetz" or "timestamptz" when arguments.Count > 0 => $"{name[..^2]}{InBrackets(arguments)} with time zone",

        // Without a length these three are not what their standard names would say.
        "bpchar" when arguments.Count == 0 => "bpchar",
        "bit" or "char" when arguments.Count == 0 => $"\"{name}\"",
        _ => _standard.GetValueOrDefault(name, name) + InBrackets(arguments),
    };

    private static string InBrackets(List<string> arguments) => arguments.Count == 0 ? "" : $"({string.Join(',', arguments)})";

    private static string Argument(Node argument)
    {
        var (kind, body) = argument.Unwrap();
        return kind switch
        {
            "A_Const" when body.Child("ival"u8) is { } number => number.Number("ival"u8).ToString(),
            "A_Const" when body.Child("sval"u8) is { } text => text.Word("sval"u8) ?? "",
            "A_Const" when body.Child("fval"u8) is { } real => real.Word("fval"u8) ?? "",
            "A_Expr" when body.Child("rexpr"u8) is { } negated => "-" + Argument(negated),
            _ => body.DottedName("fields"u8),
        };
    }
}
