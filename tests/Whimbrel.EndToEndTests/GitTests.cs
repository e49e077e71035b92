using System.Text.Json;

namespace Whimbrel.EndToEndTests;

/// <summary>Scripts that come from a git work tree.</summary>
public sealed class GitTests(Servers servers)
{
    [Fact]
    public async Task A_pull_brings_the_new_migration_and_the_record_has_its_commit()
    {
        using var workspace = await WithCheckoutAsync();
        await PublishMigrationAsync(workspace);

        var ended = await workspace.RunAsync("migrate", "--yes", "--json");

        ended.ExitCode.ShouldBe(0, ended.All);
        (await workspace.Database.HasTableAsync("late")).ShouldBeTrue();
        var commit = (await GitAsync(workspace.Migrations, "rev-parse", "HEAD")).Trim();
        JsonDocument.Parse(ended.Output).RootElement.GetProperty("commit").GetString().ShouldBe(commit);
        (await workspace.Database.ScalarAsync<string>("SELECT git_commit FROM whimbrel.history")).ShouldBe(commit);
    }

    [Fact]
    public async Task A_file_that_differs_from_the_commit_is_told()
    {
        using var workspace = await WithCheckoutAsync();
        workspace.WriteMigration("20240301_by_hand", "CREATE TABLE by_hand (id int);", "DROP TABLE by_hand;");

        var ended = await workspace.RunAsync("migrate", "--yes", "--json");

        ended.ExitCode.ShouldBe(0, ended.All);
        JsonDocument.Parse(ended.Output).RootElement.GetProperty("commit").GetString().ShouldEndWith("-dirty");
    }

    [Fact]
    public async Task Another_branch_is_refused_before_anything()
    {
        using var workspace = await WithCheckoutAsync();
        await GitAsync(workspace.Migrations, "checkout", "-q", "-b", "experiment");

        var ended = await workspace.RunAsync("migrate", "--yes");

        ended.ExitCode.ShouldBe(4, ended.All);
        ended.Errors.ShouldContain("on branch experiment, not on main");
        ended.Errors.ShouldContain("HINT:");
        workspace.Runs().ShouldBeEmpty();
    }

    [Fact]
    public async Task Histories_that_have_parted_are_refused_with_gits_own_words()
    {
        using var workspace = await WithCheckoutAsync();
        await PublishMigrationAsync(workspace);
        workspace.Write("README.txt", "parted");
        await CommitAsync(workspace.Migrations, "parted");

        var ended = await workspace.RunAsync("migrate", "--yes");

        ended.ExitCode.ShouldBe(4, ended.All);
        ended.Errors.ShouldContain("git pull");
        ended.Errors.ShouldContain("fast-forward");
        (await workspace.Database.HasTableAsync("late")).ShouldBeFalse();
    }

    /// <summary>A workspace whose migrations folder is a clone of a repository beside it.</summary>
    private async Task<Workspace> WithCheckoutAsync()
    {
        var workspace = await Workspace.CreateAsync(await servers.MainAsync());
        workspace.ExtraConfig = "migrations: { git: { pull: true, branch: main } }";
        var origin = Origin(workspace);
        Directory.CreateDirectory(origin);
        await GitAsync(origin, "init", "-q", "-b", "main");
        await File.WriteAllTextAsync(Path.Combine(origin, "README.txt"), "migrations\n");
        await CommitAsync(origin, "begin");
        Directory.Delete(workspace.Migrations);
        await Command.MustAsync(["git", "clone", "-q", origin, workspace.Migrations]);
        return workspace;
    }

    private static async Task PublishMigrationAsync(Workspace workspace)
    {
        await File.WriteAllTextAsync(Path.Combine(Origin(workspace), "20240301_late.sql"), "CREATE TABLE late (id int);");
        await File.WriteAllTextAsync(Path.Combine(Origin(workspace), "20240301_late_rollback.sql"), "DROP TABLE late;");
        await CommitAsync(Origin(workspace), "a late migration");
    }

    private static string Origin(Workspace workspace) => Path.Combine(workspace.Folder, "origin");

    private static async Task CommitAsync(string folder, string message)
    {
        await GitAsync(folder, "add", "-A");
        await GitAsync(folder, "-c", "user.name=Operator", "-c", "user.email=operator@example.com", "commit", "-q", "-m", message);
    }

    private static Task<string> GitAsync(string folder, params string[] arguments) => Command.MustAsync(["git", "-C", folder, .. arguments], folder);
}
