using System.Text.Json;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Steps.Backup;

namespace Whimbrel.Engine.PostgresTests.Steps;

public sealed class BackUpDatabaseTests(Servers servers)
{
    [Fact]
    public async Task Leaves_a_whole_archive_and_takes_no_second_one()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await using var step = await StepUnderTest.ReachAsync<BackUpDatabase>(workspace);

        (await step.PlanAsync()).WayBack.ShouldNotBeNull();
        var result = await step.RunAsync();
        var again = await step.RunAgainAsync();

        var facts = result.Facts!.Value.Deserialize(JournalJson.Default.BackupFacts)!;
        again.Summary.ShouldBe(result.Summary);
        facts.Purpose.ShouldBe("Pre-migration backup");
        facts.Migrations.ShouldBe([Workspace.Migration]);
        Directory.EnumerateFiles(workspace.Backups).Select(Path.GetFileName).Order(StringComparer.Ordinal)
            .ShouldBe([$"postgres-pre-migration-{step.Run.Facts.Id}.dump", $"postgres-pre-migration-{step.Run.Facts.Id}.dump.fingerprint.json", $"postgres-pre-migration-{step.Run.Facts.Id}.dump.globals.sql", $"postgres-pre-migration-{step.Run.Facts.Id}.dump.meta", $"postgres-pre-migration-{step.Run.Facts.Id}.dump.meta.json"]);

        // A finished backup is not what a way back takes away.
        (await step.UndoAsync()).ShouldBeNull();
        File.Exists(facts.File).ShouldBeTrue();
    }

    [Fact]
    public async Task Takes_away_what_a_killed_process_left_half_done()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await using var step = await StepUnderTest.ReachAsync<BackUpDatabase>(workspace);
        await step.RunAsync();
        var archive = BackupFile.PathFor(workspace.Backups, step.Run.Facts.Id);

        // As after kill -9 between the description and the name.
        File.Move(archive, BackupFile.Partial(archive));

        (await step.UndoAsync()).ShouldBe($"the unfinished backup {archive}.partial was removed");
        Directory.EnumerateFileSystemEntries(workspace.Backups).ShouldBeEmpty();
    }

    [Fact]
    public async Task Names_the_folder_that_is_not_there_before_anything_begins()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        Directory.Delete(workspace.Backups);

        var refused = await Should.ThrowAsync<OperatorException>(() => StepUnderTest.ReachAsync<BackUpDatabase>(workspace));

        refused.Message.ShouldBe($"the backup folder {workspace.Backups} cannot be written: there is no such folder; nothing was changed");
        workspace.Runs().ShouldBeEmpty();
    }

    [Fact]
    public async Task Waits_for_a_locked_table_no_longer_than_the_deadline_and_leaves_no_file()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await using var step = await StepUnderTest.ReachAsync<BackUpDatabase>(workspace, RunCommand.Migrate, "locks.deadline=500ms");
        await using var blocker = await Blocking.HoldAsync(workspace.Database, "LOCK TABLE users");

        var failed = await Should.ThrowAsync<OperatorException>(() => step.RunAsync());

        failed.Message.ShouldStartWith("pg_dump ended with 1: ");
        Directory.EnumerateFileSystemEntries(workspace.Backups).ShouldBeEmpty();
    }
}
