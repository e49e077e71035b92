using Whimbrel.Engine.Steps.MigrateData;

namespace Whimbrel.Engine.PostgresTests.Steps;

public sealed class ExpectationTests(Servers servers)
{
    private const string Data = "20240215_add_user_preferences_data.sql";
    private const string Copy = "INSERT INTO user_preferences (user_id, preferences) SELECT id, jsonb_build_object('theme', theme) FROM users;\n";
    private const string Both = "SELECT id, theme FROM users -- all of them\nEXCEPT ALL\nSELECT user_id, preferences->>'theme' FROM user_preferences -- what became of them\n;\n";

    [Theory]
    [InlineData("equal", "")]
    [InlineData("covered", "")]
    [InlineData("covered", "INSERT INTO users (email) VALUES ('z'); INSERT INTO user_preferences SELECT id, '{}', now() FROM users WHERE email = 'z'; DELETE FROM users WHERE email = 'none';")]
    public async Task Holds(string word, string meanwhile)
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.Write(Data, Copy + meanwhile + $"\n-- whimbrel:expect {word}\n{Both}-- whimbrel:expect none\nSELECT 1 WHERE false;\n");
        await using var step = await StepUnderTest.ReachAsync<MigrateData>(workspace);

        (await step.RunAsync()).ShouldBeOfType<StepResult.Done>();
    }

    [Theory]
    [InlineData("equal", "DELETE FROM user_preferences WHERE user_id IN (7, 70)", "300 rows in the source, 298 in the target; 2 of ", "2 rows only in the source, of the keys 7, 70")]
    [InlineData("covered", "DELETE FROM user_preferences WHERE user_id = 7", "300 rows in the source, 299 of the same keys in the target", "1 row only in the source, of the keys 7")]
    [InlineData("equal", "UPDATE user_preferences SET preferences = '{\"theme\":\"blue\"}' WHERE user_id = 3", "300 rows in the source, 300 in the target; 1 of ", "1 row only in the target, of the keys 3")]
    [InlineData("equal", "UPDATE user_preferences SET preferences = '{\"theme\":\"blue\"}'", "300 rows in the source, 300 in the target; ", "300 rows only in the source, of the keys 1, 2, 3, 4, 5, …")]
    [InlineData("none", null, "there are 300 rows: id = 1, theme = NULL; ", "; …")]
    public async Task Breaks_the_step_and_everything_goes_back(string word, string? damage, string message, string examples)
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.Write(Data, $"{Copy}{damage};\n-- whimbrel:expect {word} \"ask anna\"\n{(word == "none" ? "SELECT id, theme FROM users ORDER BY id;" : Both)}");
        await using var step = await StepUnderTest.ReachAsync<MigrateData>(workspace);

        var failed = await Should.ThrowAsync<OperatorException>(() => step.RunAsync());

        failed.Message.ShouldContain($"{Data}:4:1: whimbrel:expect {word}: {message}");
        failed.Message.Split("\n").ShouldContain(l => l.Contains(examples, StringComparison.Ordinal), failed.Message);
        failed.Hint.ShouldBe("ask anna.");
        (await workspace.Database.ScalarAsync<long>("SELECT count(*) FROM user_preferences")).ShouldBe(0);
    }

    [Fact]
    public async Task Numbers_that_are_equal_but_written_differently_are_equal()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.Write(Data, "-- whimbrel:expect equal\nSELECT id, 1.0 FROM users EXCEPT SELECT id::int, 1.00 FROM users;");
        await using var step = await StepUnderTest.ReachAsync<MigrateData>(workspace);

        (await step.RunAsync()).ShouldBeOfType<StepResult.Done>();
    }

    [Fact]
    public async Task Follows_batches_in_a_snapshot_of_its_own()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.Write(Data, $"-- whimbrel:batch users.id\n{Copy}DELETE FROM user_preferences WHERE user_id = 5;\n-- whimbrel:expect equal\n{Both}");
        await using var step = await StepUnderTest.ReachAsync<MigrateData>(workspace);

        var failed = await Should.ThrowAsync<OperatorException>(() => step.RunAsync());

        failed.Message.ShouldContain("1 row only in the source, of the keys 5");
        failed.Message.ShouldContain($"2 of 3 parts of {Data} are committed");
        (await workspace.Database.ScalarAsync<long>("SELECT count(*) FROM user_preferences")).ShouldBe(299);
    }
}
