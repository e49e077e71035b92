using System.Text.Json;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Steps.Migrate;

namespace Whimbrel.Engine.PostgresTests.Steps;

/// <summary>What psql does with its own commands, a migration does too.</summary>
public sealed class PsqlScriptTests(Servers servers)
{
    [Theory]
    [InlineData("COPY users (id, email) FROM stdin;\n1\ta@example.com\n2\t\\N\n\\.\nINSERT INTO users VALUES (3, 'c');\n", "1|a@example.com 2| 3|c")]
    [InlineData("copy users from STDIN with (format csv);\n1,\"a;\n'b\"\n\\.\n", "1|a;\n'b")]
    [InlineData("COPY users FROM stdin;\n1\ta\n2\tb\n", "1|a 2|b")]
    [InlineData("INSERT INTO users VALUES (1, 'a')\\; COPY users FROM stdin\\; INSERT INTO users VALUES (3, 'c');\n2\tb\n\\.\n", "1|a 2|b 3|c")]
    [InlineData("\\set who 'it''s me'\n\\set n 7\nINSERT INTO users VALUES (:n, :'who');\n", "7|it's me")]
    [InlineData("\\set t users\nINSERT INTO :\"t\" VALUES (1, :{?t}::text);\n", "1|true")]
    [InlineData("INSERT INTO users VALUES (1, :'DBNAME' || ':x');\n", "1|{database}:x")]
    [InlineData("SELECT 40 + 2 AS answer, 'a''b' AS email \\gset my_\nINSERT INTO users VALUES (:my_answer, :'my_email');\n", "42|a'b")]
    [InlineData("SELECT count(*) = 0 AS is_empty FROM users \\gset\n\\if :is_empty\nINSERT INTO users VALUES (1, 'empty');\n\\else\nINSERT INTO users VALUES (2, 'full');\n\\endif\n", "1|empty")]
    [InlineData("SELECT count(*) > 0 AS is_full FROM users \\gset\n\\if :is_full\nINSERT INTO users VALUES (1, 'full');\n\\else\nINSERT INTO users VALUES (2, 'empty');\n\\endif\nINSERT INTO users VALUES (3, 'end');\n", "2|empty 3|end")]
    [InlineData("\\echo hello\n\\timing on\n\\pset null '-'\nINSERT INTO users VALUES (1, 'a') \\g\n\\d users\n", "1|a")]
    [InlineData("\\restrict k3y\nINSERT INTO users VALUES (1, 'a');\n\\unrestrict k3y\n", "1|a")]
    [InlineData("INSERT INTO users VALUES (1, 'a');\n\\q\nINSERT INTO users VALUES (2, 'b');\n", "1|a")]
    public async Task Does_as_psql_does(string script, string rows)
    {
        using var workspace = await UsersAsync(script);
        await using var step = await StepUnderTest.ReachAsync<ApplyMigration>(workspace);

        (await step.RunAsync()).ShouldBeOfType<StepResult.Done>();

        string.Join(' ', await workspace.Database.RowsAsync("SELECT id, email FROM users ORDER BY id")).ShouldBe(rows.Replace("{database}", workspace.Database.Name, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Reads_included_scripts_and_rows_from_files()
    {
        using var workspace = await UsersAsync("\\ir parts/more.sql\nINSERT INTO users VALUES (9, 'end');\n");
        Directory.CreateDirectory(Path.Combine(workspace.Migrations, "parts"));
        var rows = Path.Combine(workspace.Folder, "rows.csv");
        await File.WriteAllTextAsync(rows, "1,a\n2,b\n");
        workspace.Write("parts/more.sql", $"\\copy users from '{rows}' csv\nINSERT INTO users VALUES (3, 'c');\n");
        await using var step = await StepUnderTest.ReachAsync<ApplyMigration>(workspace);

        (await step.RunAsync()).ShouldBeOfType<StepResult.Done>();

        (await workspace.Database.RowsAsync("SELECT id, email FROM users ORDER BY id")).ShouldBe(["1|a", "2|b", "3|c", "9|end"]);
    }

    [Theory]
    [InlineData("COPY users FROM stdin;\n1\ta\nx\tb\n\\.\n", "1_a.sql:1:1: invalid input syntax for type integer: \"x\"")]
    [InlineData("SELECT 1 WHERE false \\gset\n", "1_a.sql:1:1: \\gset wants one row, and the statement gave 0")]
    [InlineData("INSERT INTO users\n\n\nVALUES (1, 2, 3);\n", "1_a.sql:4:15: INSERT has more expressions than target columns")]
    [InlineData("SELECT 1\\; SELECT\n  nonsense;\n", "1_a.sql:2:3: column \"nonsense\" does not exist")]
    public async Task Says_where_it_fails_and_leaves_nothing(string script, string message)
    {
        using var workspace = await UsersAsync(script);
        await using var step = await StepUnderTest.ReachAsync<ApplyMigration>(workspace);

        var failed = await Should.ThrowAsync<OperatorException>(() => step.RunAsync());

        failed.Message.ShouldStartWith(message);
        (await workspace.Database.RowsAsync("SELECT id FROM users")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Sends_thousands_of_rows_and_counts_them_as_one_stretch()
    {
        var inserts = string.Concat(Enumerable.Range(0, 3000).Select(i => $"INSERT INTO users VALUES ({i}, 'it''s; {i}');\n"));
        using var workspace = await UsersAsync($"{inserts}UPDATE users SET email = 'x' WHERE id = 5;\n");
        await using var step = await StepUnderTest.ReachAsync<ApplyMigration>(workspace);

        var done = (await step.RunAsync()).ShouldBeOfType<StepResult.Done>();

        done.Facts!.Value.Deserialize(JournalJson.Default.AppliedScript)!.Statements.ShouldContain(s => s.Summary == "2,001 × INSERT INTO users" && s.Rows == 2001);
        (await workspace.Database.RowsAsync("SELECT count(*), count(*) FILTER (WHERE email LIKE 'it''s; %') FROM users")).ShouldBe(["3000|2999"]);
    }

    [Fact]
    public async Task Tells_the_place_of_an_error_inside_a_stretch()
    {
        var inserts = string.Concat(Enumerable.Range(0, 3000).Select(i => $"INSERT INTO users VALUES ({(i == 2500 ? "'x'" : i)}, 'a');\n"));
        using var workspace = await UsersAsync(inserts);
        await using var step = await StepUnderTest.ReachAsync<ApplyMigration>(workspace);

        var failed = await Should.ThrowAsync<OperatorException>(() => step.RunAsync());

        failed.Message.ShouldStartWith("1_a.sql:2501:27: invalid input syntax for type integer: \"x\"");
        failed.Message.ShouldContain("INSERT INTO users VALUES ('x', 'a');\n                          ^");
    }

    private async Task<Workspace> UsersAsync(string script)
    {
        var workspace = await Workspace.CreateAsync(await servers.MainAsync());
        await workspace.Database.ExecuteAsync("CREATE TABLE users (id int, email text)");
        workspace.WriteMigration("1_a", script, "SELECT 1;");
        return workspace;
    }
}
