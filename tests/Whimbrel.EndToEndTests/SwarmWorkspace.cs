namespace Whimbrel.EndToEndTests;

/// <summary>The lab's stack with its operator's folder, as the tests use it.</summary>
internal sealed class SwarmWorkspace : SwarmFolder
{
    /// <summary>The stack as it was deployed, at version 20240201.</summary>
    public static async Task<SwarmWorkspace> OpenAsync()
    {
        var missing = await SwarmLab.StartAsync();
        Assert.SkipWhen(missing is not null, missing ?? "");
        await ResetAsync();
        return new SwarmWorkspace();
    }

    /// <summary>As the operator's commands of the runbook's example, without its backup.</summary>
    public Task<Ended> MigrateAsync(string downtime, params string[] more) => RunAsync(["migrate", "--yes", "--quiet", "--skip", "backup", "--downtime", downtime, .. more]);

    /// <summary>In service, and nothing of a run is left.</summary>
    public static async Task ShouldBeInServiceAsync(bool isMigrated, string because)
    {
        (File.Exists(SwarmLab.MaintenanceFile), await SwarmLab.AskAsync(), await SwarmLab.RunningAsync(SwarmLab.App)).ShouldBe((false, 200, "2/2"), because);
        (await SwarmLab.SqlAsync("SELECT max(version), to_regclass('user_preferences') IS NOT NULL FROM schema_migrations")).ShouldBe(isMigrated ? "20240215|t" : "20240201|f", because);
        (await SwarmLab.SqlAsync("SELECT datconnlimit, has_database_privilege('pg_monitor', current_database(), 'CONNECT') FROM pg_database WHERE datname = current_database()")).ShouldBe("-1|t", because);
    }
}
