namespace Whimbrel.Sql.Facts;

/// <summary>Which functions give one answer for all rows of a statement: what PostgreSQL calls IMMUTABLE and STABLE.</summary>
internal static class SteadyFunctions
{
    /// <summary>PostgreSQL's own that take no argument.</summary>
    private static readonly HashSet<string> _alone = Words(
        """
        current_database current_schema current_user getdatabaseencoding now pi session_user statement_timestamp system_user
        transaction_timestamp version
        """);

    /// <summary>PostgreSQL's own that turn up in defaults.</summary>
    private static readonly HashSet<string> _withArguments = Words(
        """
        abs age array_append array_cat array_fill array_length array_position array_prepend array_remove array_replace array_to_json
        array_to_string ascii bit_length btrim cardinality ceil ceiling char_length character_length chr coalesce concat concat_ws convert
        convert_from convert_to current_schemas current_setting date date_add date_bin date_part date_subtract date_trunc daterange decode
        degrees div encode enum_first enum_last enum_range exp extract factorial float4 float8 floor format gcd hstore initcap int2 int4 int8
        int4range int8range interval isfinite json_build_array json_build_object json_object jsonb_build_array jsonb_build_object jsonb_object
        jsonb_set jsonb_strip_nulls justify_days justify_hours justify_interval lcm left length ln log log10 lower lpad ltrim make_date
        make_interval make_time make_timestamp make_timestamptz md5 mod normalize num_nonnulls num_nulls numeric numrange octet_length overlay
        point position power quote_ident quote_literal quote_nullable radians range_merge regexp_match regexp_replace regexp_split_to_array
        repeat replace reverse right round row_to_json rpad rtrim sha224 sha256 sha384 sha512 sign split_part sqrt starts_with string_to_array
        strpos substr substring text timezone to_char to_date to_hex to_json to_jsonb to_number to_timestamp to_tsquery to_tsvector translate
        trim trunc tsrange tstzrange upper varchar
        """);

    private static readonly HashSet<string> _volatile = Words(
        """
        array_sample array_shuffle clock_timestamp currval gen_random_bytes gen_random_uuid gen_salt lastval nextval random random_normal
        setseed setval timeofday uuid_generate_v1 uuid_generate_v1mc uuid_generate_v4 uuidv4 uuidv7
        """);

    /// <summary>The calls in an expression that give each row its own answer, as far as their names tell; lower-case, with their schema.</summary>
    internal static IEnumerable<string> VolatileIn(Node expression) =>
        Names(expression).Where(call => _volatile.Contains(call.Name)).Select(call => call.Written);

    /// <summary>The calls of which only the database knows: they may.</summary>
    internal static IEnumerable<string> UnknownIn(Node expression) =>
        Names(expression).Where(call => !IsKnown(call.Name, call.IsAlone)).Select(call => call.Written);

    private static bool IsKnown(string name, bool isAlone) => _volatile.Contains(name) || (isAlone ? _alone : _withArguments).Contains(name);

    private static IEnumerable<(string Name, string Written, bool IsAlone)> Names(Node expression) =>
        expression.All("FuncCall"u8).Select(call =>
            (call.Items("funcname"u8).Last().NameParts()[^1], call.DottedName("funcname"u8), !call.Items("args"u8).Any()));

    private static HashSet<string> Words(string text) =>
        new(text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal);
}
