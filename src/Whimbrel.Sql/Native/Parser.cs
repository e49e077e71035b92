using System.Runtime.InteropServices;

namespace Whimbrel.Sql.Native;

/// <summary>PostgreSQL's parser over UTF-8 bytes; call it inside <see cref="ParserThreads"/>.</summary>
internal static unsafe class Parser
{
    /// <summary>Where the statements stand, or the first error; <paramref name="sql"/> ends with a 0 byte.</summary>
    internal static (List<ByteRange> Statements, SyntaxError? Error) Split(byte[] sql)
    {
        fixed (byte* start = sql)
        {
            var result = PgQuery.Split(start);
            try
            {
                return (Ranges(result), ErrorOf(result.Error));
            }
            finally
            {
                PgQuery.Free(result);
            }
        }
    }

    /// <summary>The tree of one statement as JSON; <paramref name="sql"/> is left as it was, but is for one thread only.</summary>
    internal static (byte[] Json, SyntaxError? Error) Parse(byte[] sql, ByteRange statement)
    {
        // The library wants a 0 behind the statement; setting it for a moment saves a copy of each statement.
        var behind = sql[statement.End];
        sql[statement.End] = 0;
        fixed (byte* start = sql)
        {
            var result = PgQuery.Parse(start + statement.Start);
            try
            {
                return (MemoryMarshal.CreateReadOnlySpanFromNullTerminated(result.Tree).ToArray(), ErrorOf(result.Error));
            }
            finally
            {
                PgQuery.Free(result);
                sql[statement.End] = behind;
            }
        }
    }

    /// <summary>The trees of all statements as JSON.</summary>
    internal static (byte[] Json, SyntaxError? Error) Parse(byte[] terminated) => Parse(terminated, new ByteRange(0, terminated.Length - 1));

    /// <summary>
    /// The tree of a PL/pgSQL body as JSON; <paramref name="sql"/> ends with a 0 byte. It must be one CREATE FUNCTION … AS 'body' or
    /// DO 'body': without a body the library ends the process.
    /// </summary>
    internal static (byte[] Json, SyntaxError? Error) ParsePlPgSql(byte[] sql)
    {
        fixed (byte* start = sql)
        {
            var result = PgQuery.ParsePlPgSql(start);
            try
            {
                return result.Error == null
                    ? (MemoryMarshal.CreateReadOnlySpanFromNullTerminated(result.Functions).ToArray(), null)
                    : ([], ErrorOf(result.Error));
            }
            finally
            {
                PgQuery.Free(result);
            }
        }
    }

    private static List<ByteRange> Ranges(PgQuery.SplitResult result)
    {
        var ranges = new List<ByteRange>(result.Count);
        for (var i = 0; i < result.Count; i++)
        {
            var statement = result.Statements[i];
            ranges.Add(new ByteRange(statement->Location, statement->Location + statement->Length));
        }

        return ranges;
    }

    private static SyntaxError? ErrorOf(PgQuery.Error* error) =>
        error == null ? null : new SyntaxError(Marshal.PtrToStringUTF8((nint)error->Message) ?? "syntax error", error->Position);
}

/// <summary>A stretch of the script's bytes, its end excluded.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ByteRange(int Start, int End);

/// <summary>What PostgreSQL's parser said; the position is 1-based and in characters, 0 when unknown.</summary>
internal sealed record SyntaxError(string Message, int Position);
