using System.Globalization;
using System.Text.Json;
using Npgsql;

namespace Whimbrel.EndToEndTests;

/// <summary>Who blocks whom, and an end to it, as the operator types it.</summary>
public sealed class LocksTests(Servers servers)
{
    [Fact]
    public async Task The_tree_shows_the_root_its_victim_and_theirs()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await using var jam = await Jam.MakeAsync(workspace.Database, "SELECT count(*) FROM users");

        var text = await workspace.RunAsync("locks");
        var json = (await workspace.RunAsync("locks", "--json")).Json();

        text.ShouldEndWith(0);
        text.Output.ShouldContain("2 sessions wait for locks, the longest for ");
        text.Output.ShouldContain($"\npid {jam.Root}  hosting_user, test  idle in transaction for ");
        text.Output.ShouldContain("\n│  holds AccessShareLock on public.users\n│  last: SELECT count(*) FROM users\n");
        text.Output.ShouldContain($"\n└─ pid {jam.Migration}  hosting_user, test  waits ");
        text.Output.ShouldContain(" for AccessExclusiveLock on public.users, active, transaction ");
        text.Output.ShouldContain($"\n   └─ pid {jam.Reader}  hosting_user, test  waits ");
        text.Output.ShouldNotContain("\u001b");
        var root = json.GetProperty("blockers").EnumerateArray().ShouldHaveSingleItem();
        (Number(root, "pid"), root.GetProperty("state").GetString(), root.GetProperty("query").GetString()).ShouldBe((jam.Root, "idle in transaction", "SELECT count(*) FROM users"));
        (root.GetProperty("user").GetString(), root.GetProperty("application").GetString(), root.GetProperty("ageSeconds").GetDouble() > 0).ShouldBe(("hosting_user", "test", true));
        var migration = root.GetProperty("victims").EnumerateArray().ShouldHaveSingleItem();
        (Number(migration, "pid"), migration.GetProperty("waitSeconds").GetDouble() > 0, migration.GetProperty("lockMode").GetString()).ShouldBe((jam.Migration, true, "AccessExclusiveLock"));
        Number(migration.GetProperty("victims").EnumerateArray().Single(), "pid").ShouldBe(jam.Reader);
    }

    [Fact]
    public async Task Where_nobody_waits_it_says_so_and_names_who_would_stand_in_the_way()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        var free = await workspace.RunAsync("locks");
        await using var old = await Client.DoneAsync(workspace.Database, "SET application_name = 'evil\u001b[2Jname'; BEGIN; LOCK TABLE users IN SHARE MODE");
        await Task.Delay(1100);

        var taken = await workspace.RunAsync("locks");

        free.ShouldEndWith(0);
        free.Output.ShouldContain("nobody waits for a lock");
        free.Output.ShouldContain("No transaction is older than 1.0 s: nothing stands in a migration's way.");
        taken.Output.ShouldContain($"A migration would come upon what is older than 1.0 s:\n  pid {old.Pid}  ");
        taken.Output.ShouldContain(", locks on public.users\n");
        taken.Output.ShouldNotContain("\u001b");
    }

    [Fact]
    public async Task Watch_without_a_terminal_prints_a_block_a_sample_and_ends_well_by_an_interruption()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await using var jam = await Jam.MakeAsync(workspace.Database, "SELECT count(*) FROM users");
        using var watch = workspace.Start(null, "locks", "--watch", "--every", "200ms");
        await Task.Delay(1500);

        await Command.MustAsync(["kill", "-INT", watch.Id.ToString(CultureInfo.InvariantCulture)]);
        var ended = await watch.EndAsync(TimeSpan.FromSeconds(10));

        ended.ShouldEndWith(0);
        var blocks = ended.Output.Split($"{workspace.Database.Name} on ").Skip(1).ToList();
        blocks.Count.ShouldBeGreaterThan(2);
        blocks.ShouldAllBe(b => b.Contains($"pid {jam.Root}  ", StringComparison.Ordinal));
        ended.Output.ShouldNotContain("\u001b");
        await workspace.ShouldHaveNoBackendAsync();
    }

    [Fact]
    public async Task Watch_on_a_terminal_draws_on_its_own_screen_and_gives_the_cursor_back()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await using var jam = await Jam.MakeAsync(workspace.Database, "SELECT count(*) FROM users");
        workspace.WriteConfig();

        var ended = await Command.RunAsync(
            ["bash", "-c", "stty cols 60 rows 5 2>/dev/null; exec script -qefc \"stty cols 60 rows 5; timeout --foreground -s INT 2 '$1' locks --watch --every 200ms --config '$2'; echo ended \\$?\" /dev/null", "-", Repository.Program, workspace.Config],
            workspace.Folder,
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["TERM"] = "xterm-256color" });

        ended.Output.ShouldContain("\u001b[?1049h\u001b[?25l", Case.Sensitive, ended.All);
        ended.Output.LastIndexOf("\u001b[?25h\u001b[?1049l", StringComparison.Ordinal).ShouldBeGreaterThan(ended.Output.LastIndexOf("\u001b[J", StringComparison.Ordinal));
        ended.Output.ShouldContain("more lines: a taller terminal");
        var frame = ended.Output.Split("\u001b[H")[^1].Split("\u001b[J")[0];
        frame.Split('\n').Length.ShouldBe(5);
    }

    [Fact]
    public async Task Kill_cancels_a_query_with_yes_and_only_with_yes()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await using var busy = await Client.BusyAsync(workspace.Database, "BEGIN; LOCK TABLE users; SELECT pg_sleep(60)");
        await using var victim = await Client.WaitingAsync(workspace.Database, "SELECT count(*) FROM users");
        var pid = busy.Pid.ToString(CultureInfo.InvariantCulture);

        var asked = await workspace.RunAsync("locks", "--kill", pid);
        busy.Work.IsCompleted.ShouldBeFalse();
        var cancelled = await workspace.RunAsync("locks", "--kill", pid, "--yes", "--json");

        asked.ShouldEndWith(4, $"pid {pid}: there is no terminal to ask on, and no --yes; nothing was ended", "HINT: it asks: Cancel its query?");
        asked.Output.ShouldContain("It blocks 1 session.");
        cancelled.ShouldEndWith(0, $"cancelled the query of pid {pid}; the session is still there");
        cancelled.Json().GetProperty("outcome").GetString().ShouldBe("cancelled");
        (await Should.ThrowAsync<PostgresException>(() => busy.Work)).SqlState.ShouldBe(PostgresErrorCodes.QueryCanceled);
        await victim.Work;
        await busy.RunAsync("ROLLBACK");
    }

    [Fact]
    public async Task Kill_terminates_who_is_idle_in_a_transaction_and_says_why()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await using var jam = await Jam.MakeAsync(workspace.Database, "SELECT count(*) FROM users");

        var ended = await workspace.RunAsync("locks", "--kill", jam.Root.ToString(CultureInfo.InvariantCulture), "--yes");

        ended.ShouldEndWith(0);
        ended.Output.ShouldContain("It is idle in transaction: there is no query to cancel. Terminate the session?");
        ended.Output.ShouldContain($"terminated pid {jam.Root} [");
        await jam.IsOverAsync();
    }

    [Fact]
    public async Task Kill_goes_on_to_terminate_when_a_cancel_does_not_help()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await using var busy = await Client.DoneAsync(workspace.Database, "BEGIN; LOCK TABLE users; SAVEPOINT s");
        var sleep = busy.RunAsync("SELECT pg_sleep(60)");
        await using var victim = await Client.WaitingAsync(workspace.Database, "SELECT count(*) FROM users");

        var ended = await workspace.RunAsync("locks", "--kill", busy.Pid.ToString(CultureInfo.InvariantCulture), "--yes");

        ended.ShouldEndWith(0);
        ended.Output.ShouldContain("Its query was cancelled, and after 5.0 s 1 session still waits for it. Terminate the session?");
        await Should.ThrowAsync<PostgresException>(() => sleep);
        await victim.Work;
    }

    [Theory]
    [InlineData("pg_dump", "takes a backup", "To end it all the same: --even-backup.")]
    [InlineData("whimbrel migrate 20260314-220000-ab12 host:1", "is Whimbrel's own work", "'whimbrel abort'")]
    public async Task Kill_refuses_what_is_dangerous_and_says_why(string application, string reason, string hint)
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await using var client = await Client.DoneAsync(workspace.Database, $"SET application_name = '{application}'; BEGIN");
        var pid = client.Pid.ToString(CultureInfo.InvariantCulture);

        (await workspace.RunAsync("locks", "--kill", pid, "--yes", "--terminate")).ShouldEndWith(4, $"pid {pid} {reason}; nothing was ended", hint);
        (await workspace.RunAsync("locks", "--kill", pid, "--yes", "--even-replication")).ShouldEndWith(4, reason);
        (await workspace.RunAsync("locks", "--kill", pid, "--yes", "--even-backup")).ExitCode.ShouldBe(application == "pg_dump" ? 0 : 4);
    }

    [Theory]
    [InlineData(4, "no session has pid 99999999; nothing was ended", "--kill", "99999999")]
    [InlineData(4, "pid 0 stands for a prepared transaction", "--kill", "0")]
    [InlineData(2, "--kill mine: not a pid", "--kill", "mine")]
    [InlineData(2, "--terminate says how a session is ended", "--terminate")]
    [InlineData(2, "--watch goes neither with --json nor with --kill", "--watch", "--json")]
    [InlineData(2, "--every says how often --watch looks", "--every", "1s")]
    [InlineData(2, "--every must be at least 100ms", "--watch", "--every", "1ms")]
    public async Task What_makes_no_sense_is_refused(int exitCode, string message, params string[] arguments)
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());

        var ended = await workspace.RunAsync(["locks", .. arguments, "--yes"]);

        ended.ShouldEndWith(exitCode, message, "HINT: ");
    }

    private static int Number(JsonElement element, string name) => element.GetProperty(name).GetInt32();
}
