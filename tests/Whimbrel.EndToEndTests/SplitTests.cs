using System.Globalization;
using System.Text;

namespace Whimbrel.EndToEndTests;

public sealed class SplitTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("whimbrel-split-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Json_has_each_statement_as_psql_sends_it()
    {
        Write("included.sql", "SELECT 'ü';");
        Write("script.sql", "\uFEFF-- c\n/* d */\nSELECT 1;\nCOPY t FROM stdin;\n1\n\\.\n\\x\n\\ir included.sql\nCREATE INDEX CONCURRENTLY i ON t (a);\n\\! date\nSELECT :n \\gset p_\n");

        var ended = await SplitAsync("script.sql", "--json");

        ended.ShouldEndWith(0);
        ended.Errors.ShouldBe("WARNING: script.sql:10:1: \\! is refused: is not run\n");
        var statements = ended.Json().GetProperty("statements").EnumerateArray().Select(s => s.GetRawText()).ToList();
        statements.ShouldBe([
            """{"text":"/* d */\nSELECT 1;","line":3,"column":1,"offset":8,"transactional":true}""",
            """{"text":"COPY t FROM stdin;","line":4,"column":1,"offset":26,"transactional":true,"rowsBytes":2}""",
            """{"text":"SELECT 'ü';","line":1,"column":1,"offset":0,"transactional":true,"file":"included.sql"}""",
            """{"text":"CREATE INDEX CONCURRENTLY i ON t (a);","line":9,"column":1,"offset":70,"transactional":false}""",
            """{"text":"SELECT :n ","line":11,"column":1,"offset":116,"transactional":true,"storesInto":"p_"}""",
        ]);
        ended.Json().GetProperty("notes").EnumerateArray().Select(n => n.GetProperty("command").GetString()).ShouldBe(["x"]);
        ended.Json().GetProperty("refused")[0].GetProperty("column").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task Text_has_a_line_before_each_statement()
    {
        Write("script.sql", "VACUUM;\n\nCOPY t\nFROM stdin;\n1\n\\.\n");

        var ended = await SplitAsync("script.sql");

        ended.ShouldEndWith(0);
        ended.Output.ShouldBe("-- script.sql:1 (not in a transaction block)\nVACUUM;\n\n-- script.sql:3\nCOPY t\nFROM stdin;\n\n-- 2 bytes of rows\n\n");
    }

    [Theory]
    [InlineData("SELECT 1;\nSELECT 'open;\n", "script.sql:2:8: unterminated quoted string\nSELECT 'open;\n       ^")]
    [InlineData("SELECT 1;\n\\if true\n", "script.sql:2:1: \\if without \\endif\n\\if true\n^")]
    [InlineData("SELECT 1;\n\0", "script.sql:2:1: a NUL byte at offset 10")]
    public async Task A_script_without_an_end_is_still_one_document(string script, string error)
    {
        Write("script.sql", script);

        var ended = await SplitAsync("script.sql", "--json");

        ended.ShouldEndWith(2, error);
        ended.Json().GetProperty("statements")[0].GetProperty("text").GetString().ShouldBe("SELECT 1;");
        ended.Json().GetProperty("error").GetString()!.ShouldStartWith(error);
        ended.Json().GetProperty("exitCode").GetInt32().ShouldBe(2);
    }

    [Theory]
    [InlineData("nowhere.sql")]
    [InlineData(".")]
    public async Task What_is_no_file_is_a_usage_error(string path) => (await SplitAsync(path)).ShouldEndWith(2);

    [Fact]
    public async Task A_large_script_takes_no_more_memory_than_a_small_one()
    {
        await using (var file = new StreamWriter(Path.Combine(_folder, "large.sql"), append: false, Encoding.ASCII))
        {
            for (var i = 0; i < 1_000_000; i++)
            {
                await file.WriteAsync("INSERT INTO t (id, name, note) VALUES (1, 'a name', 'it''s a note that is not short; nor is it long');\n");
            }
        }

        // GNU time is not everywhere; the kernel tells the largest resident set of a process that still runs.
        const string Peak = "\"$0\" split --json large.sql >/dev/null & p=$!; while kill -0 $p 2>/dev/null; do grep VmHWM /proc/$p/status 2>/dev/null; sleep 0.05; done; wait $p";
        var ended = await Command.RunAsync(["/bin/sh", "-c", Peak, Repository.Program], _folder);

        ended.ShouldEndWith(0);
        var kilobytes = ended.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => int.Parse(l.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture)).ToList();
        kilobytes.ShouldNotBeEmpty();
        kilobytes.Max().ShouldBeLessThan(64 << 10);
    }

    private Task<Ended> SplitAsync(params string[] arguments) => Command.RunAsync([Repository.Program, "split", .. arguments], _folder);

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
}
