using Whimbrel.Sql.Psql;

namespace Whimbrel.Sql.Tests.Psql;

public sealed class IncludesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("whimbrel-includes-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_statement_goes_on_behind_an_include_that_sends_its_own()
    {
        Write("sub/a.sql", "SELECT 10;\n\\ir b.sql\nSELECT 11");
        Write("sub/b.sql", "SELECT 20 \\q\nSELECT 21;");

        Sent("SELECT 1\n\\ir sub/a.sql\n, 2; \\i sub/b.sql \\\\ SELECT 3;").ShouldBe(["SELECT 10;", "SELECT 20 ", "SELECT 11", "SELECT 1\n, 2;", "SELECT 20 ", "SELECT 3;"]);
    }

    [Fact]
    public void Rows_are_those_of_the_included_file()
    {
        Write("a.sql", "COPY t FROM stdin;\n1\n\\.\n");

        Sent("\\i a.sql\n2\n\\.\n;").ShouldBe(["COPY t FROM stdin;", "2\n;"]);
    }

    [Theory]
    [InlineData("SELECT 1;\n  \\i nowhere.sql", 2, 3, "cannot read nowhere.sql")]
    [InlineData("\\include", 1, 1, "\\include without a file")]
    [InlineData("\\i script.sql", 1, 1, "script.sql includes itself")]
    public void What_cannot_be_included_is_an_error_at_its_place(string script, int line, int column, string problem)
    {
        var error = Should.Throw<ScriptException>(() => Sent(script));

        (error.Line, error.Column).ShouldBe((line, column));
        error.Problem.ShouldStartWith(problem);
    }

    [Fact]
    public void An_error_in_an_included_file_names_that_file()
    {
        Write("a.sql", "\n\\if true\n");

        Should.Throw<ScriptException>(() => Sent("\\i a.sql")).Message.ShouldBe("a.sql:2:1: \\if without \\endif");
    }

    private List<string> Sent(string script)
    {
        Write("script.sql", script);
        using var reader = new PsqlReader(Path.Combine(_folder, "script.sql"), File.OpenRead(Path.Combine(_folder, "script.sql"))) { WorkingFolder = _folder };
        var sent = new List<string>();
        while (reader.Read())
        {
            if (reader.Item.Kind == PsqlItemKind.Statement)
                sent.Add(reader.Item.TextString);
        }

        return sent;
    }

    private void Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
