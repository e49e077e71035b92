using System.Text.Json;

namespace Whimbrel.EndToEndTests;

/// <summary>What an operator looks at after a run: exit code, message, version table, folders, journal.</summary>
internal static class WorkspaceExpectations
{
    public static async Task<Ended> RunAsync(this OperatorFolder workspace, IReadOnlyDictionary<string, string?> environment, params string[] arguments)
    {
        using var started = workspace.Start(environment, arguments);
        return await started.EndAsync();
    }

    /// <summary>The exit code, each text on stderr, and no stack trace.</summary>
    public static void ShouldEndWith(this Ended ended, int exitCode, params string[] texts)
    {
        ended.ExitCode.ShouldBe(exitCode, ended.All);
        foreach (var text in texts)
        {
            ended.Errors.ShouldContain(text, Case.Sensitive);
        }

        ended.All.ShouldNotContain("   at Whimbrel.");
    }

    /// <summary>Stdout is one JSON document.</summary>
    public static JsonElement Json(this Ended ended)
    {
        using var document = JsonDocument.Parse(ended.Output);
        return document.RootElement.Clone();
    }

    public static async Task ShouldBeAtAsync(this Workspace workspace, string version)
    {
        (await workspace.Database.ScalarAsync<string>("SELECT max(version) FROM schema_migrations")).ShouldBe(version);
    }

    /// <summary>The example's database before its migration: no table, no row, nothing of Whimbrel's own.</summary>
    public static async Task ShouldBeUnmigratedAsync(this Workspace workspace)
    {
        await workspace.ShouldBeAtAsync("20240201");
        (await workspace.Database.HasTableAsync("user_preferences")).ShouldBeFalse();
        (await workspace.Database.HasTableAsync("whimbrel.history")).ShouldBeFalse();
        await workspace.ShouldHaveNoBackendAsync();
    }

    /// <summary>Refused before anything: the database as before, no backup, no run.</summary>
    public static async Task ShouldBeUntouchedAsync(this Workspace workspace)
    {
        await workspace.ShouldBeUnmigratedAsync();
        workspace.BackupFiles().ShouldBeEmpty();
        workspace.Runs().ShouldBeEmpty();
    }

    /// <summary>The newest run has an end in its journal and a record that says the same.</summary>
    public static JsonElement ShouldHaveEnded(this OperatorFolder workspace, string status)
    {
        var last = JsonDocument.Parse(File.ReadLines(Path.Combine(workspace.Runs()[0], "journal.jsonl")).Last()).RootElement;
        last.GetProperty("event").GetString().ShouldBe("End");
        var record = workspace.Record();
        record.GetProperty("status").GetString().ShouldBe(status);
        return record;
    }

    /// <summary>The newest run's record.json.</summary>
    public static JsonElement Record(this OperatorFolder workspace) =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(workspace.Runs()[0], "record.json"))).RootElement;

    public static IReadOnlyList<string> BackupFiles(this OperatorFolder workspace) =>
        [.. Directory.EnumerateFiles(workspace.Backups).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    public static async Task ShouldHaveNoBackendAsync(this Workspace workspace)
    {
        const string Ours = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'whimbrel%'";
        await Eventually.IsTrueAsync(async () => await workspace.Database.ScalarAsync<long>(Ours) == 0, "no backend of ours is left");
    }

    /// <summary>Waits until the newest run's journal says that a step has begun.</summary>
    public static Task UntilAsync(this OperatorFolder workspace, string text) => Eventually.IsTrueAsync(
        async () => workspace.Runs() is [var run, ..]
            && Path.Combine(run, "journal.jsonl") is var journal
            && File.Exists(journal)
            && (await File.ReadAllTextAsync(journal)).Contains(text, StringComparison.Ordinal),
        $"the journal has {text}");

    /// <summary>Waits until a run of the workspace begins a step: what is only planned names it, too.</summary>
    public static Task UntilBegunAsync(this OperatorFolder workspace, string step) => workspace.UntilAsync($"\"Intent\",\"step\":\"{step}");

    /// <summary>Waits until a session of this database runs a statement.</summary>
    public static Task UntilRunningAsync(this TestDatabase database, string statement) => Eventually.IsTrueAsync(
        async () => await database.ScalarAsync<long>($"SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND state = 'active' AND query LIKE '%{statement}%'") > 0,
        $"{statement} runs");
}
