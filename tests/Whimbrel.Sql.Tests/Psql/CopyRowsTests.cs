using Whimbrel.Sql.Psql;

namespace Whimbrel.Sql.Tests.Psql;

public sealed class CopyRowsTests
{
    [Fact]
    public void Rows_go_to_a_line_with_a_backslash_and_a_dot() =>
        PsqlScript.Items("COPY t (a, \"from\") FROM STDIN WITH (FORMAT csv);\n1;'\n\\.x\n\\\\.\n\\.\nSELECT 1;").ShouldBe(
            ["1:1 COPY t (a, \"from\") FROM STDIN WITH (FORMAT csv);", "2:1 rows 1;'\n\\.x\n\\\\.\n", "6:1 SELECT 1;"]);

    [Theory]
    [InlineData("COPY t FROM stdin;\r\n1\r\n\\.\r\nSELECT 1;", "1\r\n")]
    [InlineData("COPY t FROM stdin;\n\\.\nSELECT 1;", "")]
    [InlineData("COPY t FROM stdin;\n1\n2", "1\n2")]
    [InlineData("COPY t FROM stdin;", "")]
    [InlineData("COPY t FROM stdin;\n1\n\\.", "1\n\\.")]
    [InlineData("/* c */ copy\n-- from\n s.t from /* x */ stdout \\g\n1\n\\.\n", "1\n")]
    [InlineData("COPY BINARY t FROM stdin;\n1\n\\.\n", "1\n")]
    [InlineData("\\copy t from stdin csv\n1\n\\.\n", "1\n")]
    public void Rows_are_given_as_they_stand(string script, string rows)
    {
        using var reader = PsqlScript.Reader(script);

        reader.Read().ShouldBeTrue();
        reader.Item.CopiesFromStdin.ShouldBe(1);
        reader.Read().ShouldBeTrue();
        reader.Item.Kind.ShouldBe(PsqlItemKind.CopyRows);
        PsqlScript.Rows(reader).ShouldBe(rows);
    }

    [Theory]
    [InlineData("COPY (SELECT a FROM stdin) TO stdout;")]
    [InlineData("COPY t TO STDOUT;")]
    [InlineData("COPY t FROM '/tmp/stdin';")]
    [InlineData("COPY t FROM PROGRAM 'x';")]
    [InlineData("SELECT 'COPY t FROM STDIN';")]
    [InlineData("COMMENT ON TABLE copy IS 'from stdin';")]
    public void Other_statements_have_no_rows(string script)
    {
        using var reader = PsqlScript.Reader(script);

        reader.Read().ShouldBeTrue();
        reader.Item.CopiesFromStdin.ShouldBe(0);
        reader.Read().ShouldBeFalse();
    }

    [Fact]
    public void What_stands_behind_the_statement_is_read_after_the_rows() =>
        PsqlScript.Items("COPY t FROM stdin; SELECT 1; SELECT '2\n1\n\\.\n3'; SELECT 4;").ShouldBe(
            ["1:1 COPY t FROM stdin;", "2:1 rows 1\n", "1:20 SELECT 1;", "1:30 SELECT '2\n3';", "4:5 SELECT 4;"]);

    [Fact]
    public void Each_copy_of_a_joined_statement_has_its_own_rows() =>
        PsqlScript.Items("COPY a FROM stdin\\; SELECT 1\\; COPY b FROM stdin;\n1\n\\.\n2\n\\.\n").ShouldBe(
            ["1:1 COPY a FROM stdin; SELECT 1; COPY b FROM stdin;", "2:1 rows 1\n", "4:1 rows 2\n"]);

    [Fact]
    public void Rows_that_nobody_reads_are_passed_over() =>
        PsqlScript.Sent("COPY a FROM stdin;\n';\n\\.\nCOPY b FROM stdin;\n$$\n\\.\nSELECT 1;").ShouldBe(["COPY a FROM stdin;", "COPY b FROM stdin;", "SELECT 1;"]);

    [Theory]
    [InlineData("\\copy t from 'a b.csv' (format csv)", "COPY  t FROM STDIN (format csv)", "a b.csv")]
    [InlineData("\\copy \"s\".t ( a,b ) from file.csv;", "COPY  \"s\".t ( a, b ) FROM STDIN ;", "file.csv")]
    [InlineData("\\COPY t FROM 'it''s.csv'", "COPY  t FROM STDIN ", "it's.csv")]
    public void The_copy_command_sends_a_statement_and_reads_a_file(string command, string statement, string file)
    {
        using var reader = PsqlScript.Reader("SELECT 1\n" + command + "\n, 2;");

        reader.Read().ShouldBeTrue();
        (reader.Item.TextString, reader.Item.RowsFile).ShouldBe((statement.Replace("a, b", "a,b", StringComparison.Ordinal), file));
        reader.Read().ShouldBeTrue();
        (reader.Item.Kind, reader.Item.RowsFile).ShouldBe((PsqlItemKind.CopyRows, file));
        reader.Read().ShouldBeTrue();
        reader.Item.TextString.ShouldBe("SELECT 1\n, 2;");
    }

    [Fact]
    public void Long_rows_are_given_in_stretches()
    {
        var line = new string('x', 99_999) + "\n";
        using var reader = PsqlScript.Reader("COPY t FROM stdin;\n" + string.Concat(Enumerable.Repeat(line, 50)) + "\\.\nSELECT 1;");
        var (longest, sum) = (0, 0L);

        reader.Read().ShouldBeTrue();
        reader.Read().ShouldBeTrue();
        for (var rows = reader.NextRows(); !rows.IsEmpty; rows = reader.NextRows())
            (longest, sum) = (Math.Max(longest, rows.Length), sum + rows.Length);

        sum.ShouldBe(5_000_000);
        longest.ShouldBeLessThanOrEqualTo(1 << 18);
        reader.Read().ShouldBeTrue();
        reader.Item.Place.Line.ShouldBe(53);
    }
}
