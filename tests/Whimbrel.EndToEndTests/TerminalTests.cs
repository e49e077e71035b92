namespace Whimbrel.EndToEndTests;

/// <summary>The program on a real pseudo-terminal.</summary>
public sealed class TerminalTests(Servers servers)
{
    [Fact]
    public async Task Shows_the_steps_with_colours_and_asks_before_it_begins()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.WriteConfig();

        var ended = await OnTerminalAsync(workspace, "y\n", "migrate");

        ended.ExitCode.ShouldBe(0, ended.All);
        ended.Output.ShouldContain("[y/N]");
        ended.Output.ShouldContain("\u001b[");
        ended.Output.ShouldContain("back up the database");
        ended.Output.ShouldContain("Migrated ");
    }

    [Fact]
    public async Task A_no_changes_nothing()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.WriteConfig();

        var ended = await OnTerminalAsync(workspace, "n\n", "migrate");

        ended.ExitCode.ShouldBe(4, ended.All);
        workspace.Runs().ShouldBeEmpty();
        Directory.EnumerateFiles(workspace.Backups).ShouldBeEmpty();
        (await workspace.Database.HasTableAsync("user_preferences")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_watch_has_a_row_for_each_sample_and_a_line_that_lives_between_them()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.WriteConfig();

        var ended = await OnTerminalAsync(workspace, "", "watch", "--for", "2s", "--every", "1s");

        ended.ExitCode.ShouldBe(0, ended.All);
        ended.Output.Split(" UTC  ").Length.ShouldBeInRange(3, 5, ended.Output);
        ended.Output.ShouldContain(" of 2.0 s · ");
        ended.Output.ShouldContain("healthy");
    }

    /// <summary>script(1) gives its child a terminal, and types into it what it is given.</summary>
    private static async Task<Ended> OnTerminalAsync(Workspace workspace, string typed, params string[] arguments)
    {
        var input = Path.Combine(workspace.Folder, "typed");
        await File.WriteAllTextAsync(input, typed);
        string[] words = [Repository.Program, .. arguments, "--config", workspace.Config];
        return await Command.RunAsync(
            ["bash", "-c", "exec script -qefc \"$2\" /dev/null <\"$1\"", "-", input, string.Join(' ', words.Select(w => $"'{w}'"))],
            workspace.Folder,
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["TERM"] = "xterm-256color" });
    }
}
