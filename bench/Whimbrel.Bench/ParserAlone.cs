using Whimbrel.Sql.Native;

namespace Whimbrel.Bench;

/// <summary>PostgreSQL's parser and nothing else: what cannot be saved.</summary>
internal static class ParserAlone
{
    /// <summary>Every statement of every file to its tree, on all processors.</summary>
    internal static int Parse(string folder)
    {
        var count = 0;
        Parallel.ForEach(Directory.EnumerateFiles(folder, "*.sql"), file => Interlocked.Add(ref count, ParserThreads.Run(() => ParseOne(file))));
        Console.WriteLine(count);
        return 0;
    }

    /// <summary>PostgreSQL's scanner over the whole text.</summary>
    internal static int Split(string file)
    {
        var (ranges, error) = ParserThreads.Run(() => Parser.Split(Terminated(file)));
        Console.WriteLine(ranges.Count);
        return error is null ? 0 : 3;
    }

    private static int ParseOne(string file)
    {
        var sql = Terminated(file);
        var ranges = Parser.Split(sql).Statements;
        foreach (var range in ranges)
            _ = Parser.Parse(sql, range).Json;
        return ranges.Count;
    }

    private static byte[] Terminated(string file)
    {
        var bytes = File.ReadAllBytes(file);
        Array.Resize(ref bytes, bytes.Length + 1);
        return bytes;
    }
}
