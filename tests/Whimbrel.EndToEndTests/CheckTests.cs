using System.Text.Json;

namespace Whimbrel.EndToEndTests;

/// <summary>Without a configuration and without a server.</summary>
public sealed class CheckTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("whimbrel-test-").FullName;

    public CheckTests()
    {
        _ = Directory.CreateDirectory(Path.Combine(_folder, "migrations"));
        File.WriteAllText(Path.Combine(_folder, "migrations", "1_a.sql"), "DO $$\nBEGIN\n    ALTER TABLE users DROP COLUMN theme;\nEND $$;\n");
        File.WriteAllText(Path.Combine(_folder, "migrations", "1_a_rollback.sql"), "ALTER TABLE users ADD COLUMN theme text;\n");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Shows_the_line_inside_a_block_and_ends_with_0_for_a_warning()
    {
        var check = await CheckAsync("migrations");

        check.ShouldEndWith(0);
        check.Output.ShouldContain("migrations/1_a.sql:3:5: warning: drop-column: ");
        check.Output.ShouldContain("\n        ALTER TABLE users DROP COLUMN theme;\n        ^\n");
        check.Output.ShouldNotContain('\e');
    }

    [Theory]
    [InlineData(3, "--fail-on", "warning")]
    [InlineData(3, "--rule", "drop-column=error")]
    [InlineData(3, "--rule", "squawk:ban-drop-column=error")]
    [InlineData(0, "--rule", "drop-column=off")]
    [InlineData(2, "--rule", "drop-colum=off")]
    [InlineData(2, "--rule", "drop-column=fatal")]
    [InlineData(2, "--server-version", "13")]
    [InlineData(2, "--format", "xml")]
    [InlineData(2, "--json", "--format", "sarif")]
    public async Task Ends_as_it_was_asked_to(int exitCode, params string[] options)
    {
        var check = await CheckAsync(["migrations", .. options]);

        check.ShouldEndWith(exitCode);
        if (exitCode == 2)
        {
            check.ShouldEndWith(2, "ERROR: ", "HINT: ");
        }
    }

    [Theory]
    [InlineData("json", "findings")]
    [InlineData("sarif", "runs")]
    public async Task Prints_one_document(string format, string key)
    {
        var check = await CheckAsync("migrations", "--format", format);

        check.Json().TryGetProperty(key, out var found).ShouldBeTrue();
        found.GetArrayLength().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Annotates_for_GitHub_and_GitLab()
    {
        var gitHub = await CheckAsync("migrations", "--format", "github");
        var gitLab = await CheckAsync("migrations", "--format", "gitlab");

        gitHub.Output.ShouldContain("::warning file=migrations/1_a.sql,line=3,col=5,title=drop-column::");
        gitLab.Json().EnumerateArray().ShouldContain(issue => issue.GetProperty("check_name").GetString() == "drop-column");
    }

    [Fact]
    public async Task Tells_all_of_one_rule()
    {
        var text = await CheckAsync("--rules", "drop-column");
        var json = (await CheckAsync("--rules", "drop-column", "--json")).Json();
        var unknown = await CheckAsync("--rules", "drop-colum");

        text.Output.ShouldStartWith("drop-column (warning)\n");
        json.GetProperty("rules").EnumerateArray().ShouldHaveSingleItem().GetProperty("bad").GetString()!.ShouldContain("DROP COLUMN");
        unknown.ShouldEndWith(2, "there is no rule drop-colum", "The nearest is drop-column.");
    }

    [Fact]
    public async Task Lists_every_rule_with_what_the_contract_asks_for()
    {
        var rules = (await CheckAsync("--rules", "--json")).Json().GetProperty("rules").EnumerateArray().ToList();

        rules.Count.ShouldBeGreaterThan(50);
        rules.ShouldAllBe(r => r.GetProperty("id").GetString() != "" && r.GetProperty("title").GetString() != "" && r.GetProperty("aliases").ValueKind == JsonValueKind.Array);
    }

    private Task<Ended> CheckAsync(params string[] arguments) => Command.RunAsync([Repository.Program, "check", .. arguments], _folder);
}
