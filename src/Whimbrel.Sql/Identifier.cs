using System.Text.RegularExpressions;

namespace Whimbrel.Sql;

/// <summary>A name as it must stand in SQL: in double quotes only where PostgreSQL would read it differently without.</summary>
internal static partial class Identifier
{
    /// <summary>PostgreSQL's words that cannot name a table or a column without quotes, or that name a function or type differently.</summary>
    private static readonly HashSet<string> _reserved = new(
        """
        all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean both case cast char character check
        coalesce collate collation column concurrently constraint create cross current_catalog current_date current_role current_schema
        current_time current_timestamp current_user dec decimal default deferrable desc distinct do else end except exists extract false fetch
        float for foreign freeze from full grant greatest group grouping having ilike in initially inner inout int integer intersect interval
        into is isnull join lateral leading least left like limit localtime localtimestamp national natural nchar none normalize not notnull
        null nullif numeric offset on only or order out outer overlaps overlay placing position precision primary real references returning
        right row select session_user setof similar smallint some substring symmetric system_user table tablesample then time timestamp to
        trailing treat trim true union unique user using values varchar variadic verbose when where window with xmlattributes xmlconcat
        xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries),
        StringComparer.Ordinal);

    internal static string Quote(string name) =>
        Plain().IsMatch(name) && !_reserved.Contains(name) ? name : '"' + name.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';

    internal static string Quote(RelationName name) => name.Schema is null ? Quote(name.Name) : $"{Quote(name.Schema)}.{Quote(name.Name)}";

    [GeneratedRegex(@"^[a-z_][a-z0-9_]*\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Plain();
}
