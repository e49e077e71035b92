namespace Whimbrel.EndToEndTests;

public sealed class VerifyRestoreTests(Servers servers)
{
    [Fact]
    public async Task Waits_for_the_application_and_stays_open_when_it_does_not_answer()
    {
        using var workspace = await RestoreWorkspace.CreateAsync(await servers.MainAsync());
        await using var health = new HealthAddress { Status = 500 };
        workspace.ExtraConfig = $"application: {{ health: '{health.Url}' }}";

        var stopped = await workspace.RestoreAsync();
        health.Status = 200;
        var resumed = await workspace.RunAsync("resume");

        stopped.ShouldEndWith(6, "health: ", "is the restored database", "HINT: ");
        resumed.ShouldEndWith(0);
        workspace.ShouldHaveEnded("done");
        (await workspace.Database.HasTableAsync("later")).ShouldBeFalse();
    }
}
