using System.Text;

namespace Whimbrel.EndToEndTests;

public sealed class SecretsTests(Servers servers)
{
    // As it is, as a part of a URL, as a line of a passfile, as JSON.
    private static readonly string[] _shapes = ["s3cret:with", "s3cret%3A", "s3cret\\:with", "with\\odd", "with%5Codd", "odd 'chars", "odd%20%27chars"];

    [Theory]
    [InlineData("file")]
    [InlineData("url")]
    [InlineData("PGPASSWORD")]
    public async Task A_password_is_in_no_output_no_file_and_no_command_line(string where)
    {
        using var workspace = await CreateAsync(where);

        var (migrated, seen) = await RunSampledAsync(workspace, where, "migrate", "--yes", "--verbose", "--json");
        Ended[] others = [await RunAsync(workspace, where, "doctor"), await RunAsync(workspace, where, "plan"), await RunAsync(workspace, where, "status"), await RunAsync(workspace, where, "history", "--json"), await RunAsync(workspace, where, "rollback", "--yes", "--verbose")];

        migrated.ShouldEndWith(0);
        seen.ShouldContain(c => c.Contains("pg_dump", StringComparison.Ordinal), "the samples must have met the run");
        others.ShouldAllBe(o => o.ExitCode == 0 || o.ExitCode == 3);
        foreach (var shape in _shapes)
        {
            migrated.All.ShouldNotContain(shape);
            others.ShouldAllBe(o => !o.All.Contains(shape, StringComparison.Ordinal));
            seen.ShouldAllBe(c => !c.Contains(shape, StringComparison.Ordinal));
            FilesWith(workspace, shape).ShouldBeEmpty(shape);
        }
    }

    [Theory]
    [InlineData("file")]
    [InlineData("url")]
    [InlineData("PGPASSWORD")]
    public async Task A_wrong_password_is_not_shown_either(string where)
    {
        using var workspace = await CreateAsync(where);
        await workspace.Database.Server.ExecuteAsync("postgres", "DO $$ BEGIN CREATE ROLE other_user LOGIN PASSWORD 'x'; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
        var config = Path.Combine(workspace.Folder, "other.yaml");
        await File.WriteAllTextAsync(config, (await File.ReadAllTextAsync(workspace.Config)).Replace("hosting_user", "other_user", StringComparison.Ordinal));

        var ended = await Command.RunAsync([Repository.Program, "migrate", "--yes", "--verbose", "--config", config], workspace.Folder, Variables(where));

        ended.ShouldEndWith(4, "the server refused user \"other_user\"");
        _shapes.ShouldAllBe(shape => !ended.All.Contains(shape, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_password_on_the_command_line_is_refused_and_not_repeated()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());

        var inUserPart = await workspace.RunAsync("migrate", "--yes", "--set", "database.url=postgresql://hosting_user:s3cret%3A@127.0.0.1/db");
        var asParameter = await workspace.RunAsync("migrate", "--yes", "--set", "database.url=postgresql://hosting_user@127.0.0.1/db?password=s3cret%3A");

        inUserPart.ShouldEndWith(2, "a password on the command line is seen by everybody on this machine", "HINT: ");
        asParameter.ShouldEndWith(2, "a password on the command line is seen by everybody on this machine", "HINT: ");
        (inUserPart.All + asParameter.All).ShouldNotContain("s3cret");
        await workspace.ShouldBeUntouchedAsync();
    }

    [Fact]
    public async Task A_url_that_cannot_be_read_is_not_repeated()
    {
        using var workspace = await CreateAsync("url");
        var config = Path.Combine(workspace.Folder, "broken.yaml");
        await File.WriteAllTextAsync(config, (await File.ReadAllTextAsync(workspace.Config)).Replace("@127.0.0.1:", "@127.0.0.1:x", StringComparison.Ordinal));

        var ended = await Command.RunAsync([Repository.Program, "migrate", "--yes", "--verbose", "--config", config], workspace.Folder);

        ended.ShouldEndWith(2, "HINT: ");
        _shapes.ShouldAllBe(shape => !ended.All.Contains(shape, StringComparison.Ordinal));
    }

    private static IReadOnlyDictionary<string, string?> Variables(string where) =>
        new Dictionary<string, string?>(StringComparer.Ordinal) { ["PGPASSWORD"] = where == "PGPASSWORD" ? PostgresServer.RolePassword : null };

    private static Started Start(Workspace workspace, string where, params string[] arguments) =>
        Command.Start([Repository.Program, .. arguments, "--config", workspace.Config], workspace.Folder, Variables(where));

    private static async Task<Ended> RunAsync(Workspace workspace, string where, params string[] arguments)
    {
        using var started = Start(workspace, where, arguments);
        return await started.EndAsync();
    }

    /// <summary>Runs it, and reads every process's command line the whole time.</summary>
    private static async Task<(Ended Ended, HashSet<string> Seen)> RunSampledAsync(Workspace workspace, string where, params string[] arguments)
    {
        using var started = Start(workspace, where, arguments);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (!started.HasEnded)
        {
            foreach (var process in Directory.EnumerateDirectories("/proc").Where(p => char.IsAsciiDigit(Path.GetFileName(p)[0])))
            {
                seen.Add(CommandLine(process));
            }

            await Task.Delay(5);
        }

        return (await started.EndAsync(), seen);
    }

    private static string CommandLine(string process)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(process, "cmdline"))).Replace('\0', ' ');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended since it was listed.
            return "";
        }
    }

    private static IEnumerable<string> FilesWith(Workspace workspace, string text) => new[] { workspace.State, workspace.Backups, workspace.Migrations }
        .SelectMany(f => Directory.EnumerateFiles(f, "*", SearchOption.AllDirectories))
        .Where(f => File.ReadAllText(f, Encoding.Latin1).Contains(text, StringComparison.Ordinal));

    /// <summary>A workspace whose only password is in a file, in the URL of its configuration, or in the environment.</summary>
    private async Task<Workspace> CreateAsync(string where)
    {
        var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.WriteMigration("20240301_slow", "SELECT pg_sleep(0.5);");
        workspace.WriteConfig();
        if (where != "file")
        {
            var user = where == "url" ? $"hosting_user:{Uri.EscapeDataString(PostgresServer.RolePassword)}@" : "hosting_user@";
            var lines = (await File.ReadAllLinesAsync(workspace.Config)).Where(l => !l.Contains("password_file", StringComparison.Ordinal));
            await File.WriteAllLinesAsync(workspace.Config, lines.Select(l => l.Replace("hosting_user@", user.Replace("'", "''", StringComparison.Ordinal), StringComparison.Ordinal)));
            File.Delete(Path.Combine(workspace.Folder, "password"));
        }

        return workspace;
    }
}
