using System.Text;
using Whimbrel.Sql;
using Whimbrel.Sql.Psql;

namespace Whimbrel.Engine.PostgresTests.Psql;

/// <summary>What a real psql sends to a real server is in the server's log: the reader must say the same, byte for byte.</summary>
public sealed class SplitEqualsPsqlTests(LoggingServer server) : IClassFixture<LoggingServer>
{
    private const int ScriptsByChance = 120;

    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(Folder, "*.sql").Select(f => Path.GetFileName(f)!)];

    private static string Folder => Path.Combine(Repository.Root, "tests", "Whimbrel.Engine.PostgresTests", "Psql", "sent");

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Every_statement_of_a_file_is_what_psql_sends(string file) => (await ShouldBeEqualAsync(Path.Combine(Folder, file))).IsToTheEnd.ShouldBeTrue();

    [Theory]
    [InlineData("\uFEFFselect 1;\r\n\r\nselect\r\n2;\r\n\\echo x\r\nselect 3")]
    [InlineData("create temp table c(a text);\r\ncopy c from stdin;\r\nabc\r\n\\.\r\nselect E'a'\r\n'b\\';\r\nselect E'a'\r'b\\'';\r\n")]
    [InlineData("select 1\n\n  \n")]
    [InlineData("select 1\n-- c")]
    [InlineData("/* x */\n-- c\n")]
    [InlineData("create temp table t(a text);\ncopy t from stdin;\nno end")]
    [InlineData("create temp table t(a text);\ncopy t from stdin; select 2; select 3\nabc\n\\.\n, 4;select 5 \\q\n")]
    [InlineData("select 'a\n\n\nb'\n\n\n;\n\n")]
    [InlineData("select 1;;;\n ; /* a */;-- b\n;")]
    [InlineData("select 1 \\g\n\\g\n\\gx\nselect 2\n\\g")]
    public async Task Line_ends_and_file_ends_are_psql_s(string script)
    {
        var folder = Directory.CreateTempSubdirectory("whimbrel-sent-").FullName;
        var path = Path.Combine(folder, "script.sql");
        await File.WriteAllTextAsync(path, script, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        (await ShouldBeEqualAsync(path)).IsToTheEnd.ShouldBeTrue();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Words, quotes and commands thrown together by chance; most are no SQL, which does not matter here.</summary>
    [Fact]
    public async Task Scripts_made_by_chance_are_split_alike()
    {
        var folder = Directory.CreateTempSubdirectory("whimbrel-sent-").FullName;
        var path = Path.Combine(folder, "script.sql");
        var compared = 0;
        for (var seed = 1; seed <= ScriptsByChance; seed++)
        {
            await File.WriteAllTextAsync(path, new ChanceScript(seed).Write(lines: 8), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            compared += (await ShouldBeEqualAsync(path, $"of the script with seed {seed}")).Statements;
        }

        compared.ShouldBeGreaterThan(ScriptsByChance);
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Returns how many statements are equal, and whether the reader came to the script's end.</summary>
    private async Task<(int Statements, bool IsToTheEnd)> ShouldBeEqualAsync(string path, string? message = null)
    {
        var psql = await server.SentByPsqlAsync(path);
        var (ours, isOpen) = Sent(path);

        var first = psql.Zip(ours).TakeWhile(p => p.First == p.Second).Count();
        if (isOpen && first == ours.Count)
        {
            // What is never closed psql sends at the end; the reader refuses it.
            return (first, false);
        }

        ours.Skip(first).FirstOrDefault().ShouldBe(psql.Skip(first).FirstOrDefault(), $"statement {first} {message}");
        ours.Count.ShouldBe(psql.Count);
        return (first, true);
    }

    private static (List<string> Statements, bool IsOpen) Sent(string path)
    {
        using var reader = new PsqlReader(path, File.OpenRead(path)) { WorkingFolder = Path.GetDirectoryName(path)! };
        var sent = new List<string>();
        try
        {
            while (reader.Read())
            {
                if (reader.Item.Kind == PsqlItemKind.Statement)
                {
                    sent.Add(reader.Item.TextString);
                }
            }
        }
        catch (ScriptException)
        {
            return (sent, true);
        }

        return (sent, false);
    }
}
