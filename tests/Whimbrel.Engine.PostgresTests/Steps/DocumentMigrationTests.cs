using Whimbrel.Engine.Steps.Document;

namespace Whimbrel.Engine.PostgresTests.Steps;

public sealed class DocumentMigrationTests(Servers servers)
{
    [Fact]
    public async Task Writes_the_record_and_adds_to_log_and_history_once()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await File.WriteAllTextAsync(Path.Combine(workspace.Folder, "history.md"), "# Ours\n");
        await using var step = await StepUnderTest.ReachAsync<DocumentMigration>(workspace, RunCommand.Migrate, $"record.history={workspace.Folder}/history.md");

        await step.PlanAsync();
        await step.RunAsync();
        await step.RunAsync();

        var folder = step.Run.Journal.Folder!;
        File.GetUnixFileMode(Path.Combine(folder, "record.json")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await File.ReadAllTextAsync(Path.Combine(folder, "record.md"))).ShouldContain("| Version | 20240201 → 20240215 |");
        (await File.ReadAllTextAsync(step.Run.Settings.Record.Log)).Split("Database Migration Completed").Length.ShouldBe(2);
        var history = await File.ReadAllTextAsync(Path.Combine(workspace.Folder, "history.md"));
        history.ShouldStartWith("# Ours\n");
        history.Split(step.Run.Facts.Id).Length.ShouldBe(2);
        (await step.UndoAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task Names_a_log_that_cannot_be_written_before_anything_begins()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());

        var refused = await Should.ThrowAsync<OperatorException>(() => StepUnderTest.ReachAsync<DocumentMigration>(workspace, RunCommand.Migrate, "record.log=/nowhere/l.log"));

        refused.Message.ShouldBe("record.log /nowhere/l.log cannot be written: there is no such folder; nothing was changed");
        workspace.Runs().ShouldBeEmpty();
    }
}
