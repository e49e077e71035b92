namespace Whimbrel.EndToEndTests;

public sealed class RestoreInPlaceTests(Servers servers)
{
    [Fact]
    public async Task Names_what_the_backup_does_not_have_and_asks_for_the_databases_name()
    {
        using var workspace = await RestoreWorkspace.CreateAsync(await servers.MainAsync());

        var unconfirmed = await workspace.RestoreAsync("--in-place");
        var wrong = await workspace.RestoreAsync("--in-place", "--confirm", "another");

        unconfirmed.ShouldEndWith(4, "table public.later is not in the backup and will be dropped", "would be overwritten", $"--confirm {workspace.Database.Name}");
        wrong.ShouldEndWith(4, "its name was not confirmed; nothing was changed");
        (await workspace.Database.HasTableAsync("later")).ShouldBeTrue();
    }

    [Fact]
    public async Task Replaces_everything_in_one_transaction_and_keeps_the_history()
    {
        using var workspace = await RestoreWorkspace.CreateAsync(await servers.MainAsync());
        await workspace.Database.ExecuteAsync("SELECT lo_from_bytea(4711, 'large'); CREATE SCHEMA extra; CREATE VIEW extra.seen AS SELECT * FROM users");
        var expected = await ExpectedAsync(workspace);

        var restored = await workspace.RestoreAsync("--in-place", "--confirm", workspace.Database.Name);

        restored.ShouldEndWith(0);
        (await WithoutOwnTablesAsync(workspace)).ShouldBe(expected);
        (await workspace.Database.ScalarAsync<long>("SELECT count(*) FROM pg_largeobject_metadata")).ShouldBe(0);
        (await workspace.BesideAsync("before")).ShouldBeEmpty();
        workspace.ShouldHaveEnded("done").GetProperty("newVersion").GetString().ShouldBe("20240201");
        (await workspace.RunAsync("migrate", "--yes", "--quiet", "--skip", "backup")).ShouldEndWith(0);
    }

    [Fact]
    public async Task Commits_nothing_of_a_truncated_archive()
    {
        using var workspace = await RestoreWorkspace.CreateAsync(await servers.MainAsync());
        var bytes = await File.ReadAllBytesAsync(workspace.Backup());
        File.Delete(workspace.Backup() + ".meta.json");
        await File.WriteAllBytesAsync(workspace.Backup(), bytes[..(bytes.Length - 300)]);

        var failed = await workspace.RestoreAsync("--in-place", "--confirm", workspace.Database.Name);

        failed.ExitCode.ShouldBe(5, failed.All);
        (await workspace.Database.ScalarAsync<long>("SELECT count(*) FROM users")).ShouldBe(301);
        (await workspace.Database.HasTableAsync("later")).ShouldBeTrue();
    }

    [Theory]
    [InlineData("resume")]
    [InlineData("abort")]
    public async Task Killed_at_any_line_it_is_intact_or_fully_restored(string next)
    {
        var server = await servers.MainAsync();
        using var undisturbed = await RestoreWorkspace.CreateAsync(server);
        var expected = await ExpectedAsync(undisturbed);
        (await undisturbed.RestoreAsync("--in-place", "--confirm", undisturbed.Database.Name)).ShouldEndWith(0);
        var lines = KillPoints.Lines(undisturbed);

        await new KillPoints(server, "after").ForEachAsync(lines - 1, s => RestoreWorkspace.CreateAsync(s), w => ["restore", w.Backup(), "--yes", "--quiet", "--in-place", "--confirm", w.Database.Name], async (workspace, line) =>
        {
            var taken = await workspace.RunAsync(next, "--quiet");
            taken.ExitCode.ShouldBe(0, $"line {line}: {taken.All}");
            var isRestored = !await workspace.Database.HasTableAsync("later");
            (next == "abort" || isRestored).ShouldBeTrue($"line {line}");
            (await workspace.Database.ScalarAsync<long>("SELECT count(*) FROM users")).ShouldBe(isRestored ? 300 : 301, $"line {line}");
            if (isRestored)
            {
                (await WithoutOwnTablesAsync(workspace)).ShouldBe(expected, $"line {line}");
            }

            (await workspace.RunAsync("status", "--json")).Output.ShouldContain("\"run\": null");
        });
    }

    private static async Task<string> WithoutOwnTablesAsync(Workspace workspace)
    {
        await workspace.Database.ExecuteAsync("DROP SCHEMA IF EXISTS whimbrel CASCADE");
        return await workspace.Database.FingerprintAsync();
    }

    /// <summary>What the same backup gives when it is restored beside another database of the same rows.</summary>
    private static async Task<string> ExpectedAsync(Workspace workspace)
    {
        using var other = await Workspace.CreateHostingAsync(workspace.Database.Server);
        return await other.Database.FingerprintAsync();
    }
}
