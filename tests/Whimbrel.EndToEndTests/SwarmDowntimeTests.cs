namespace Whimbrel.EndToEndTests;

[Collection("swarm")]
[Trait("needs", "swarm")]
public sealed class SwarmDowntimeTests
{
    [Theory]
    [InlineData("zero", 0)]
    [InlineData("minimal", 5)]
    [InlineData("full", 30)]
    public async Task Migrates_and_is_in_service_again(string downtime, double atMost)
    {
        using var workspace = await SwarmWorkspace.OpenAsync();

        (await workspace.MigrateAsync(downtime)).ShouldEndWith(0);

        await SwarmWorkspace.ShouldBeInServiceAsync(isMigrated: true, downtime);
        var record = workspace.ShouldHaveEnded("done");
        record.GetProperty("steps").EnumerateArray().Single(s => s.GetProperty("name").GetString() == "WatchApplication").GetProperty("summary").GetString()!.ShouldMatch("log since .* UTC: hosting_app [0-9]+ errors?.*in the 5 min before: hosting_app [0-9]+ error");
        if (downtime != "zero")
        {
            var seen = record.GetProperty("clientDowntime");
            seen.GetProperty("seconds").GetDouble().ShouldBeInRange(0.01, atMost, seen.ToString());
        }
    }
}
