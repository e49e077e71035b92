namespace Whimbrel.EndToEndTests;

/// <summary>kill -9 behind every line that a full downtime of a real stack writes; then the run is taken up.</summary>
[Collection("swarm")]
[Trait("needs", "swarm")]
public sealed class SwarmKillTests
{
    [Fact]
    public Task Then_resumed_it_ends_in_service_and_migrated() => EverywhereAsync("resume");

    [Fact]
    public Task Then_aborted_it_ends_in_service_and_as_it_was() => EverywhereAsync("abort");

    private static async Task EverywhereAsync(string command)
    {
        var (first, last) = await LinesAsync();
        for (var line = first; line <= last; line++)
        {
            using var workspace = await SwarmWorkspace.OpenAsync();
            await KillPoints.KillAsync("after", workspace, line, "migrate", "--yes", "--quiet", "--skip", "backup", "--downtime", "full");

            var taken = await workspace.RunAsync(command, "--quiet");

            taken.ExitCode.ShouldBe(0, $"line {line}: {taken.All}");
            await SwarmWorkspace.ShouldBeInServiceAsync(isMigrated: command == "resume", $"line {line}: {taken.All}");
        }
    }

    private static async Task<(int First, int Last)> LinesAsync()
    {
        using var workspace = await SwarmWorkspace.OpenAsync();
        (await workspace.MigrateAsync("full")).ShouldEndWith(0);
        return KillPoints.OfDowntime(workspace);
    }
}
