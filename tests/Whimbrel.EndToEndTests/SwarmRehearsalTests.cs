using System.Globalization;

namespace Whimbrel.EndToEndTests;

/// <summary>Backup and rehearsal where nothing of PostgreSQL is on the operator's machine: with what the service's own container and image have.</summary>
[Collection("swarm")]
[Trait("needs", "swarm")]
public sealed class SwarmRehearsalTests
{
    [Fact]
    public async Task Is_backed_up_in_the_service_s_container_and_rehearsed_in_one_of_its_image()
    {
        using var workspace = await SwarmWorkspace.OpenAsync();
        workspace.Rehearsal = "throwaway";

        var ended = await workspace.RunAsync("migrate", "--yes", "--downtime", "zero");

        ended.ShouldEndWith(0);
        var plan = await File.ReadAllTextAsync(Path.Combine(workspace.Runs()[0], "plan.md"), TestContext.Current.CancellationToken);
        plan.ShouldContain("Runs pg_dump in the container hosting_postgres.1.");
        plan.ShouldContain("in a container of the image of swarm:hosting_postgres");
        await SwarmWorkspace.ShouldBeInServiceAsync(isMigrated: true, ended.All);
        workspace.Record().GetProperty("steps").EnumerateArray().Single(s => s.GetProperty("name").GetString() == "RehearseMigrations").GetProperty("status").GetString().ShouldBe("done");
        var archive = Directory.GetFiles(workspace.Backups, "*.dump").ShouldHaveSingleItem();
        (await workspace.RunAsync("backup", "verify", archive)).ShouldEndWith(0);
        (await CopiesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_rehearsal_in_a_container_that_is_killed_leaves_none()
    {
        using var workspace = await SwarmWorkspace.OpenAsync();
        workspace.Rehearsal = "throwaway";
        workspace.WriteMigration("20240215_add_user_preferences", "CREATE TABLE user_preferences (user_id bigint PRIMARY KEY);\nSELECT pg_sleep(20);", "DROP TABLE user_preferences;");
        using (var started = workspace.Start(null, "migrate", "--yes", "--quiet", "--downtime", "zero"))
        {
            await Eventually.IsTrueAsync(async () => (await CopiesAsync()).Length > 0, "a copy runs");
            await Command.MustAsync(["kill", "-KILL", started.Id.ToString(CultureInfo.InvariantCulture)]);
            await started.EndAsync();
        }

        await Eventually.IsTrueAsync(async () => (await CopiesAsync()).Length == 0, "the copy is gone with its process");

        (await workspace.RunAsync("abort")).ShouldEndWith(0);
        await SwarmWorkspace.ShouldBeInServiceAsync(isMigrated: false, "killed");
    }

    private static async Task<string> CopiesAsync() => (await SwarmLab.DockerAsync("ps", "--all", "--quiet", "--filter", "name=whimbrel-rehearsal")).Trim();
}
