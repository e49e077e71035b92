namespace Whimbrel.Sql.Facts;

/// <summary>Types as format_type writes them, from the parser's tree.</summary>
internal static class TypeNames
{
    extension(Node definition)
    {
        /// <summary>The type of a column's definition or of a cast: integer, character varying(20), numeric(10,2), public.mood.</summary>
        internal string TypeName()
        {
            if (definition.Child("typeName"u8) is not { } type)
                return "";

            var parts = type.Items("names"u8).SelectMany(part => part.NameParts()).ToList();
            var name = parts is ["pg_catalog", var own] ? Spelled(own) : string.Join('.', parts.Select(Identifier.Quote));
            var modifiers = type.Items("typmods"u8).Select(m => m.Child("A_Const"u8)?.Child("ival"u8)?.Number("ival"u8) ?? 0).ToList();
            var length = modifiers.Count == 0 ? "" : $"({string.Join(',', modifiers)})";
            var end = name.StartsWith("time", StringComparison.Ordinal) ? name.IndexOf(' ', StringComparison.Ordinal) : -1;
            var whole = end < 0 ? name + length : name.Insert(end, length);
            return whole + string.Concat(type.Items("arrayBounds"u8).Select(_ => "[]"));
        }
    }

    private static string Spelled(string own) => own switch
    {
        "int2" => "smallint",
        "int4" => "integer",
        "int8" => "bigint",
        "float4" => "real",
        "float8" => "double precision",
        "bool" => "boolean",
        "varchar" => "character varying",
        "bpchar" => "character",
        "timestamp" => "timestamp without time zone",
        "timestamptz" => "timestamp with time zone",
        "time" => "time without time zone",
        "timetz" => "time with time zone",
        _ => own,
    };
}
