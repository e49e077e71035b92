namespace Whimbrel.EndToEndTests;

public sealed class StateFolderTests(Servers servers)
{
    [Theory]
    [InlineData(8)]
    [InlineData(12)]
    [InlineData(16)]
    [InlineData(20)]
    [InlineData(24)]
    [InlineData(32)]
    public async Task A_disk_that_fills_under_the_journal_stops_the_run_where_abort_can_take_it_up(int kilobytes)
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await using var disk = await SmallDisk.MountAsync(workspace.State, kilobytes);

        var ended = await workspace.RunAsync("migrate", "--yes", "--skip", "backup");
        await disk.GrowAsync(kilobytes: 1024);
        var isOpen = (await workspace.RunAsync("status", "--json")).Json().GetProperty("run").ValueKind == System.Text.Json.JsonValueKind.Object;
        var aborted = await workspace.RunAsync("abort");

        ended.ExitCode.ShouldBeOneOf([0, 4, 5, 6]);
        ended.All.ShouldNotContain("   at Whimbrel.");
        (ended.ExitCode == 0 || ended.Errors.Contains("No space left on device", StringComparison.Ordinal)).ShouldBeTrue(ended.All);
        (ended.ExitCode == 6).ShouldBe(isOpen, ended.All);
        aborted.ShouldEndWith(isOpen ? 0 : 4);
        await workspace.ShouldBeAtAsync(ended.ExitCode == 0 ? "20240215" : "20240201");
        (await workspace.Database.HasTableAsync("user_preferences")).ShouldBe(ended.ExitCode == 0);
        await workspace.ShouldHaveNoBackendAsync();
    }

    [Theory]
    [InlineData("state.path=/proc/nowhere", "the state folder /proc/nowhere cannot be written")]
    [InlineData("record.log=gone/migrations.log", "record.log ")]
    [InlineData("record.history=migrations", "record.history ")]
    public async Task What_could_not_be_written_at_the_end_is_refused_at_the_beginning(string setting, string message)
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());

        (await workspace.RunAsync("migrate", "--yes", "--set", setting)).ShouldEndWith(4, message, "cannot be written: ", "nothing was changed", "HINT: ");

        await workspace.ShouldBeUntouchedAsync();
    }
}
