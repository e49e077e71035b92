using System.Runtime.InteropServices;

namespace Whimbrel.Sql.Native;

/// <summary>
/// The functions of libpg_query that are used, as declared in its pg_query.h. Found by name once and never let go: the runtime drops a
/// library again when two threads ask for it at the same moment.
/// </summary>
internal static unsafe class PgQuery
{
    internal const string Library = "libpg_query.so";

    private static readonly nint _library = EmbeddedLibrary.Load();
    private static readonly delegate* unmanaged<byte*, ParseResult> _parse = (delegate* unmanaged<byte*, ParseResult>)Export("pg_query_parse");
    private static readonly delegate* unmanaged<ParseResult, void> _freeParse = (delegate* unmanaged<ParseResult, void>)Export("pg_query_free_parse_result");
    private static readonly delegate* unmanaged<byte*, SplitResult> _split = (delegate* unmanaged<byte*, SplitResult>)Export("pg_query_split_with_parser");
    private static readonly delegate* unmanaged<SplitResult, void> _freeSplit = (delegate* unmanaged<SplitResult, void>)Export("pg_query_free_split_result");
    private static readonly delegate* unmanaged<byte*, PlPgSqlResult> _parsePlPgSql = (delegate* unmanaged<byte*, PlPgSqlResult>)Export("pg_query_parse_plpgsql");
    private static readonly delegate* unmanaged<PlPgSqlResult, void> _freePlPgSql = (delegate* unmanaged<PlPgSqlResult, void>)Export("pg_query_free_plpgsql_parse_result");

    /// <summary>The tree of one or more statements as JSON; the result must be freed.</summary>
    internal static ParseResult Parse(byte* sql) => _parse(sql);

    internal static void Free(ParseResult result) => _freeParse(result);

    /// <summary>Where the statements stand, in bytes; the result must be freed.</summary>
    internal static SplitResult Split(byte* sql) => _split(sql);

    internal static void Free(SplitResult result) => _freeSplit(result);

    /// <summary>The trees of the PL/pgSQL bodies in a CREATE FUNCTION or DO, as JSON; the result must be freed.</summary>
    internal static PlPgSqlResult ParsePlPgSql(byte* sql) => _parsePlPgSql(sql);

    internal static void Free(PlPgSqlResult result) => _freePlPgSql(result);

    private static nint Export(string name) => NativeLibrary.GetExport(_library, name);

    [StructLayout(LayoutKind.Sequential)]
    internal struct PlPgSqlResult
    {
        public byte* Functions;
        public Error* Error;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct ParseResult
    {
        public byte* Tree;
        public byte* StandardError;
        public Error* Error;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct SplitResult
    {
        public SplitStatement** Statements;
        public int Count;
        public byte* StandardError;
        public Error* Error;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct SplitStatement
    {
        public int Location;
        public int Length;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct Error
    {
        public byte* Message;
        public byte* Function;
        public byte* File;
        public int Line;

        /// <summary>1-based, in characters (not in bytes); 0 when unknown.</summary>
        public int Position;
        public byte* Context;
    }
}
