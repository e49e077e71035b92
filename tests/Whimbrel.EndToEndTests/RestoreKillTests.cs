namespace Whimbrel.EndToEndTests;

/// <summary>kill -9 around every line of a restore's journal: afterwards the name leads to the live database as it was or to the restored one, and everybody may connect.</summary>
public abstract class RestoreKillTests(Servers servers)
{
    protected async Task ResumeEverywhereAsync(string when)
    {
        var (server, lines, expected, traits) = await UndisturbedAsync();
        await EachLineAsync(server, when, lines, async (workspace, line) =>
        {
            var isOver = when == "after" && line == lines;
            var resumed = await workspace.RunAsync("resume", "--quiet");
            resumed.ExitCode.ShouldBe(IsBegun(when, line) && !isOver ? 0 : 4, $"{when} line {line}: {resumed.All}");
            if (!IsBegun(when, line))
            {
                (await workspace.RestoreAsync()).ShouldEndWith(0);
            }

            (await workspace.Database.FingerprintAsync()).ShouldBe(expected, $"{when} line {line}");
            (await workspace.TraitsAsync()).ShouldBe(traits, $"{when} line {line}");
            (await workspace.BesideAsync("before")).Count.ShouldBe(1, $"{when} line {line}");
            await AssertNothingIsLeftAsync(workspace, $"{when} line {line}");
        });
    }

    protected async Task AbortEverywhereAsync(string when)
    {
        var (server, lines, restored, traits) = await UndisturbedAsync();
        await EachLineAsync(server, when, lines, async (workspace, line) =>
        {
            var isOver = when == "after" && line == lines;
            var aborted = await workspace.RunAsync("abort", "--quiet");
            aborted.ExitCode.ShouldBe(IsBegun(when, line) && !isOver ? 0 : 4, $"{when} line {line}: {aborted.All}");
            var isSwapped = (await workspace.BesideAsync("before")).Count == 1;
            if (isSwapped)
            {
                (await workspace.Database.FingerprintAsync()).ShouldBe(restored, $"{when} line {line}");
            }
            else
            {
                (await workspace.Database.ScalarAsync<long>("SELECT count(*) FROM users")).ShouldBe(301, $"{when} line {line}");
                (await workspace.Database.HasTableAsync("later")).ShouldBeTrue();
            }

            (await workspace.TraitsAsync()).ShouldBe(traits, $"{when} line {line}");
            await AssertNothingIsLeftAsync(workspace, $"{when} line {line}");
        });
    }

    private static bool IsBegun(string when, int line) => when == "after" || line > 1;

    private static Task EachLineAsync(PostgresServer server, string when, int lines, Func<Workspace, int, Task> check) =>
        new KillPoints(server, when).ForEachAsync(lines, s => RestoreWorkspace.CreateAsync(s), w => ["restore", w.Backup(), "--yes", "--quiet"], check);

    private static async Task AssertNothingIsLeftAsync(Workspace workspace, string where)
    {
        (await workspace.BesideAsync("restored")).ShouldBeEmpty(where);
        (await workspace.RunAsync("status", "--json")).Output.ShouldContain("\"run\": null", Case.Sensitive, where);
        await workspace.ShouldHaveNoBackendAsync();
    }

    private async Task<(PostgresServer Server, int Lines, string Restored, string Traits)> UndisturbedAsync()
    {
        var server = await servers.MainAsync();
        using var undisturbed = await RestoreWorkspace.CreateAsync(server);
        var traits = await undisturbed.TraitsAsync();
        (await undisturbed.RestoreAsync()).ShouldEndWith(0);
        (await undisturbed.TraitsAsync()).ShouldBe(traits);
        return (server, KillPoints.Lines(undisturbed), await undisturbed.Database.FingerprintAsync(), traits);
    }
}

/// <summary>Killed when a line is on disk, before what it announces.</summary>
public sealed class RestoreKilledAfterALineThenResumeTests(Servers servers) : RestoreKillTests(servers)
{
    [Fact]
    public Task Ends_as_an_undisturbed_restore() => ResumeEverywhereAsync("after");
}

/// <summary>Killed when the effect is there, before the line that reports it.</summary>
public sealed class RestoreKilledBeforeALineThenResumeTests(Servers servers) : RestoreKillTests(servers)
{
    [Fact]
    public Task Ends_as_an_undisturbed_restore() => ResumeEverywhereAsync("before");
}

/// <summary>Killed when a line is on disk, and given up.</summary>
public sealed class RestoreKilledAfterALineThenAbortTests(Servers servers) : RestoreKillTests(servers)
{
    [Fact]
    public Task Leaves_the_live_database_or_the_restored_one() => AbortEverywhereAsync("after");
}

/// <summary>Killed when the effect is there, before the line that reports it, and given up.</summary>
public sealed class RestoreKilledBeforeALineThenAbortTests(Servers servers) : RestoreKillTests(servers)
{
    [Fact]
    public Task Leaves_the_live_database_or_the_restored_one() => AbortEverywhereAsync("before");
}
