using System.Text;
using Whimbrel.Sql.Native;
using Whimbrel.Sql.Psql;

namespace Whimbrel.Sql.Tests.Psql;

/// <summary>Where PostgreSQL's own parser accepts a text, the reader finds the same statements in it.</summary>
public sealed class SplitEqualsParserTests
{
    /// <summary>More with CHANCE_CASES in the environment: each number is another case.</summary>
    private static int Cases { get; } = int.TryParse(Environment.GetEnvironmentVariable("CHANCE_CASES"), out var cases) ? cases : 4000;

    [Fact]
    public void Statements_made_by_chance_begin_where_the_parser_says()
    {
        var accepted = 0;
        for (var seed = 1; seed <= Cases; seed++)
            accepted += IsEqual(seed, new ChanceSql(seed).Write(statements: 4)) ? 1 : 0;

        accepted.ShouldBeGreaterThan(Cases / 2);
    }

    [Fact]
    public void What_was_changed_by_chance_is_split_like_the_parser_or_refused_by_it()
    {
        var accepted = 0;
        for (var seed = 1; seed <= Cases; seed++)
        {
            // Where a body ends, psql only guesses by the word END, which a change can make a column's name.
            var script = new ChanceSql(seed).Mutated(statements: 3);
            accepted += !script.Contains("atomic", StringComparison.Ordinal) && IsEqual(seed, script) ? 1 : 0;
        }

        accepted.ShouldBeGreaterThan(Cases / 20);
    }

    [Fact]
    public void How_the_bytes_arrive_does_not_matter()
    {
        for (var seed = 1; seed <= 300; seed++)
        {
            var script = new ChanceSql(seed).Mutated(statements: 4) + "\\set v 'a;'\nselect :v, :'v'; \\if 0\n;\\endif\ncopy t from stdin;\n1\n\\.x\n\\.\n\\echo :v\nselect 1 \\g\n";
            var whole = Outcome(script, int.MaxValue);

            foreach (var bytesAtATime in new[] { 1, 2, 3, 7 })
                Outcome(script, bytesAtATime).ShouldBe(whole, $"seed {seed}, {bytesAtATime} at a time");
        }
    }

    /// <summary>Returns whether the parser accepted the text.</summary>
    private static bool IsEqual(int seed, string script)
    {
        var sql = Encoding.UTF8.GetBytes(script.TrimStart('\uFEFF') + '\0');
        var (ranges, error) = Parser.Split(sql);
        if (error is not null)
            return false;

        var mark = script.StartsWith('\uFEFF') ? 3 : 0;
        Starts(script).ShouldBe(ranges.Select(r => (long)FirstToken(sql, r) + mark), $"seed {seed}: {script}");
        return true;
    }

    private static List<long> Starts(string script)
    {
        using var reader = PsqlScript.Reader(script);
        var starts = new List<long>();
        while (reader.Read())
        {
            if (!reader.Item.IsBlank)
                starts.Add(reader.Item.FirstToken.ByteOffset);
        }

        return starts;
    }

    private static int FirstToken(byte[] sql, ByteRange statement)
    {
        var words = new SqlWords(sql.AsSpan(statement.Start, statement.End - statement.Start));
        while (words.Next() && words.Is(";"u8))
        {
            // An empty statement belongs to the next one.
        }

        return statement.Start + words.End - words.Current.Length;
    }

    private static string Outcome(string script, int bytesAtATime)
    {
        var items = new StringBuilder();
        using var reader = PsqlScript.Reader(script, bytesAtATime: bytesAtATime);
        try
        {
            while (reader.Read())
            {
                var item = reader.Item;
                _ = items.AppendLine($"{item.Kind} {item.Place} {item.FirstToken} {item.ByteEnd} {item.TextString} {item.Note}");
                _ = item.Kind == PsqlItemKind.CopyRows ? items.AppendLine(PsqlScript.Rows(reader)) : items;
            }
        }
        catch (ScriptException e)
        {
            _ = items.AppendLine(e.Message);
        }

        return items.ToString();
    }
}
