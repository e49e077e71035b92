namespace Whimbrel.EndToEndTests;

public sealed class PlanTests(Servers servers)
{
    [Fact]
    public async Task A_plan_changes_nothing()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        var (database, log) = (workspace.Database, workspace.Database.Server.Log);
        await database.Server.ExecuteAsync("postgres", $"ALTER DATABASE {database.Name} SET log_statement = 'mod'");
        var before = await database.FingerprintAsync();
        var lines = Written(log).Count;

        var shown = await workspace.RunAsync("plan");
        var written = await workspace.RunAsync("plan", "--out", "plan.md", "--json");

        shown.ShouldEndWith(0);
        written.ShouldEndWith(0);
        (await database.FingerprintAsync()).ShouldBe(before);
        Written(log).Skip(lines).ShouldBeEmpty();
        Directory.EnumerateFileSystemEntries(workspace.State).ShouldBeEmpty();
        await workspace.ShouldBeUntouchedAsync();
        await database.ExecuteAsync("INSERT INTO schema_migrations VALUES ('1')");
        Written(log).Count.ShouldBe(lines + 1, "a write would have been seen");
    }

    [Fact]
    public async Task A_plan_has_the_exact_statements_the_locks_and_the_way_back()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());

        var text = (await workspace.RunAsync("plan", "--out", "plan.md")).Output;
        var plan = await File.ReadAllTextAsync(Path.Combine(workspace.Folder, "plan.md"));
        var document = (await workspace.RunAsync("plan", "--json")).Json();

        text.ShouldContain("The plan is in plan.md.");
        plan.ShouldContain("CREATE INDEX user_preferences_updated_at_idx ON user_preferences (updated_at);");
        plan.ShouldContain("INSERT INTO user_preferences (user_id, preferences)");
        plan.ShouldContain("## Rollback plan");
        plan.ShouldContain($"runs {Workspace.Migration}_rollback.sql and removes the version row");
        var apply = document.GetProperty("steps").EnumerateArray().Single(s => s.GetProperty("name").GetString() == "ApplyMigration 20240215");
        apply.GetProperty("locks").EnumerateArray().ShouldContain(l => l.GetString() == "public.users ShareRowExclusiveLock");
        document.GetProperty("downtime").GetString().ShouldBe("zero");
        document.GetProperty("migrations")[0].GetProperty("version").GetString().ShouldBe("20240215");
    }

    [Fact]
    public async Task What_would_be_refused_is_refused_by_the_plan_too()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());

        (await workspace.RunAsync("plan", "--set", "backup.path=gone")).ShouldEndWith(4, "there is no such folder; nothing was changed");
        workspace.Write("20240301_one_way.sql", "SELECT 1;");
        (await workspace.RunAsync("plan")).ShouldEndWith(4, "has no rollback script");

        await workspace.ShouldBeUntouchedAsync();
    }

    /// <summary>The server's log lines of statements that write: this database alone logs them.</summary>
    private static List<string> Written(string log) =>
        [.. File.ReadLines(log).Where(l => l.Contains("LOG:  statement:", StringComparison.Ordinal) || l.Contains("LOG:  execute", StringComparison.Ordinal)).Where(l => !l.Contains("ALTER DATABASE", StringComparison.Ordinal))];
}
