using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Whimbrel.Sql.Native;

/// <summary>The functions of libpg_query that are used, as declared in its pg_query.h.</summary>
internal static unsafe partial class PgQuery
{
    internal const string Library = "libpg_query.so";

#pragma warning disable CA2255 // The resolver must stand before the first call into the library.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void ResolveFromResource() =>
        NativeLibrary.SetDllImportResolver(typeof(PgQuery).Assembly, (name, _, _) => name == Library ? EmbeddedLibrary.Handle : 0);

    /// <summary>The tree of one or more statements as JSON; the result must be freed.</summary>
    [LibraryImport(Library, EntryPoint = "pg_query_parse")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static partial ParseResult Parse(byte* sql);

    [LibraryImport(Library, EntryPoint = "pg_query_free_parse_result")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static partial void Free(ParseResult result);

    /// <summary>Where the statements stand, in bytes; the result must be freed.</summary>
    [LibraryImport(Library, EntryPoint = "pg_query_split_with_parser")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static partial SplitResult Split(byte* sql);

    [LibraryImport(Library, EntryPoint = "pg_query_free_split_result")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static partial void Free(SplitResult result);

    /// <summary>The trees of the PL/pgSQL bodies in a CREATE FUNCTION or DO, as JSON; the result must be freed.</summary>
    [LibraryImport(Library, EntryPoint = "pg_query_parse_plpgsql")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static partial PlPgSqlResult ParsePlPgSql(byte* sql);

    [LibraryImport(Library, EntryPoint = "pg_query_free_plpgsql_parse_result")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static partial void Free(PlPgSqlResult result);

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
