using Whimbrel.Engine.Migrations;

namespace Whimbrel.Engine.Tests;

/// <summary>A step is one class, its line in the runbook, its test file and its heading in the docs: none may be missing.</summary>
public sealed class RunbookTests
{
    private static readonly string[] _docs = [.. Directory.Exists(DocsFolder) ? Directory.EnumerateFiles(DocsFolder, "*.md").SelectMany(File.ReadLines) : []];

    private static readonly HashSet<string> _tests = Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*Tests.cs", SearchOption.AllDirectories)
        .Select(f => Path.GetFileName(f)).ToHashSet(StringComparer.Ordinal);

    public static TheoryData<string> Steps => [.. StepTypes.Select(t => t.Name)];

    private static string DocsFolder => Path.Combine(Repository.Root, "docs", "runbook");

    private static IEnumerable<string> DowntimeSteps(string type) => Runbook.Migrate([Given.Migration], type).Where(s => s.Phase == Phase.Downtime).Select(s => s.Key);

    private static IEnumerable<Type> StepTypes => typeof(IStep).Assembly.GetTypes().Where(t => t.IsClass && t.IsAssignableTo(typeof(IStep)));

    [Theory]
    [MemberData(nameof(Steps))]
    public void Knows_the_phase_of(string step)
    {
        Runbook.PhaseOf(step).ShouldBe(Make(step).Phase);
        Make(step).Key.Split(' ')[0].ShouldBe(step);
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public void Has_a_place_for(string step) =>
        Runbook.Migrate([Given.Migration], "full").Concat(Runbook.Apply([Given.Migration])).Concat(Runbook.RollBack([Given.Migration])).Concat(Runbook.Restore(inPlace: false)).Concat(Runbook.Restore(inPlace: true)).ShouldContain(s => s.GetType().Name == step);

    [Theory]
    [MemberData(nameof(Steps))]
    public void Has_a_heading_in_the_docs_for(string step) => _docs.ShouldContain(line => line == "## " + step);

    [Theory]
    [MemberData(nameof(Steps))]
    public void Has_a_test_file_for(string step) => _tests.ShouldContain(file => file == step + "Tests.cs");

    [Fact]
    public void Names_no_step_that_is_none() => Runbook.Phases.Keys.Order(StringComparer.Ordinal).ShouldBe(StepTypes.Select(t => t.Name).Order(StringComparer.Ordinal));

    [Fact]
    public void Does_each_migration_whole_before_the_next_and_verifies_before_clients_come_back()
    {
        var second = Given.Migration with { Version = "20240216" };

        Runbook.Migrate([Given.Migration, second], "full").Select(s => s.Key).ShouldBe([
            "AssessDatabase", "RecordBaseline", "BackUpDatabase", "PrepareScripts", "RehearseMigrations", "WritePlan", "ShowMaintenance", "StopApplication", "DrainConnections",
            "ApplyMigration 20240215", "MigrateData 20240215", "RecordVersion 20240215",
            "ApplyMigration 20240216", "MigrateData 20240216", "RecordVersion 20240216",
            "AnalyzeTables", "VerifyMigration", "AllowConnections", "StartApplication", "HideMaintenance", "WatchApplication", "DocumentMigration",
        ]);
        Runbook.RollBack([second, Given.Migration]).Select(s => s.Key).ShouldBe([
            "AssessDatabase", "BackUpDatabase", "PrepareScripts", "WritePlan",
            "RollBackMigration 20240216", "RollBackMigration 20240215", "VerifyRollback", "DocumentMigration",
        ]);
    }

    [Fact]
    public void Takes_the_application_out_of_service_as_far_as_is_needed()
    {
        DowntimeSteps("zero").ShouldBeEmpty();
        DowntimeSteps("minimal").ShouldBe(["ShowMaintenance", "DrainConnections", "AllowConnections", "HideMaintenance"]);
        DowntimeSteps("full").ShouldBe(["ShowMaintenance", "StopApplication", "DrainConnections", "AllowConnections", "StartApplication", "HideMaintenance"]);
    }

    [Fact]
    public void Applies_the_scripts_alone()
    {
        var second = Given.Migration with { Version = "20240216", Data = Given.Migration.Script };

        Runbook.Apply([Given.Migration with { Data = null }, second]).Select(s => s.Key).ShouldBe([
            "PrepareScripts", "ApplyMigration 20240215", "ApplyMigration 20240216", "MigrateData 20240216", "RunVerifyScripts",
        ]);
    }

    [Fact]
    public void Says_a_plain_sentence_for_each_step()
    {
        foreach (var step in Runbook.Migrate([Given.Migration], "full"))
        {
            step.Title.ShouldNotBeNullOrWhiteSpace();
            char.IsLower(step.Title[0]).ShouldBeTrue(step.Title);
            step.Title.ShouldNotEndWith(".");
        }
    }

    private static IStep Make(string step)
    {
        var type = StepTypes.Single(t => t.Name == step);
        return (IStep)(type.GetConstructor([typeof(Migration)]) is { } make ? make.Invoke([Given.Migration]) : Activator.CreateInstance(type)!);
    }
}
