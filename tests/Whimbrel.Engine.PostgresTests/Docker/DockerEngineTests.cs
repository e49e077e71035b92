using System.Collections;
using System.Security.Cryptography;
using Whimbrel.Engine.Docker;

namespace Whimbrel.Engine.PostgresTests.Docker;

[Collection("swarm")]
[Trait("needs", "swarm")]
public sealed class DockerEngineTests
{
    private const long Much = 200 * 1024 * 1024;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ends_what_runs_inside_when_our_process_is_killed()
    {
        var (engine, container) = await StartAsync();
        await using var owned = engine;
        var watched = await engine.ExecAsync(new ExecRequest(container, ["sleep", "7771"]), Ct);
        await Eventually.IsTrueAsync(async () => await SwarmLab.CountAsync(container, "sleep 7771") > 0, "it runs");

        // The connections' end is all that a killed process leaves.
        await watched.DisposeAsync();

        await Eventually.IsTrueAsync(async () => await SwarmLab.CountAsync(container, "7771") == 0, "nothing is left inside");
    }

    [Fact]
    public async Task Ends_a_program_that_does_not_read_its_input_when_it_is_disposed_of()
    {
        var (engine, container) = await StartAsync();
        await using var owned = engine;
        var process = await engine.ExecAsync(new ExecRequest(container, ["sleep", "7772"]) { HasInput = true }, Ct);
        (await SwarmLab.CountAsync(container, "sleep 7772")).ShouldBe(1);

        await process.DisposeAsync();

        await Eventually.IsTrueAsync(async () => await SwarmLab.CountAsync(container, "7772") == 0, "nothing is left inside");
    }

    [Fact]
    public async Task Carries_200_MB_both_ways_byte_for_byte()
    {
        var (engine, container) = await StartAsync();
        await using var owned = engine;
        await using var process = await engine.ExecAsync(new ExecRequest(container, ["cat"]) { HasInput = true }, Ct);
        using var sent = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var writing = Task.Run(
            async () =>
            {
                var block = new byte[1024 * 1024];
                for (var written = 0L; written < Much; written += block.Length)
                {
                    Random.Shared.NextBytes(block);
                    sent.AppendData(block);
                    await process.Input.WriteAsync(block, Ct);
                }

                await process.Input.DisposeAsync();
            },
            Ct);

        var received = await SHA256.HashDataAsync(process.Output, Ct);
        await writing;

        received.ShouldBe(sent.GetHashAndReset());
        (await process.EndAsync(Ct)).ExitCode.ShouldBe(0);
        await Eventually.IsTrueAsync(async () => await SwarmLab.CountAsync(container, "whimbrel-exec") == 0, "no lifeline is left inside");
    }

    [Fact]
    public async Task Tells_the_program_that_its_input_has_ended_and_still_hears_it()
    {
        var (engine, container) = await StartAsync();
        await using var owned = engine;
        await using var process = await engine.ExecAsync(new ExecRequest(container, ["sh", "-c", "cat; echo after; echo trouble >&2; exit 3"]) { HasInput = true }, Ct);
        await process.Input.WriteAsync("before\n"u8.ToArray(), Ct);
        await process.Input.DisposeAsync();

        using var reader = new StreamReader(process.Output);
        (await reader.ReadToEndAsync(Ct)).ShouldBe("before\nafter\n");
        (await process.EndAsync(Ct)).ShouldBe((3, "trouble"));
    }

    [Fact]
    public async Task Hands_over_variables_and_arguments_as_they_are()
    {
        var (engine, container) = await StartAsync();
        await using var owned = engine;
        var request = new ExecRequest(container, ["sh", "-c", "printf '%s|' \"$SECRET\" \"$@\"", "sh", "a b", "$HOME", "'\""])
        {
            Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["SECRET"] = "p'w $x" },
        };

        (await engine.RunAsync(request, TimeSpan.FromSeconds(10), Ct)).ShouldBe((0, "p'w $x|a b|$HOME|'\"|", ""));
        (await engine.RunAsync(new ExecRequest(container, ["no-such-program"]), TimeSpan.FromSeconds(10), Ct)).ExitCode.ShouldBe(127);
    }

    [Fact]
    public async Task Finds_a_service_by_its_whole_name_alone_and_updates_it_although_another_has()
    {
        var (engine, _) = await StartAsync();
        await using var owned = engine;
        var before = await engine.ServiceAsync(SwarmLab.Postgres, Ct);
        (await engine.FindServiceAsync("hosting", Ct)).ShouldBeNull();
        (await Should.ThrowAsync<OperatorException>(() => engine.ServiceAsync("hosting_postgre", Ct))).Message.ShouldContain("did you mean 'hosting_postgres'?");
        await SwarmLab.DockerAsync("service", "update", "--detach", "--quiet", "--label-add", "other=1", SwarmLab.Postgres);

        var after = await engine.UpdateServiceAsync(before, spec => spec["Labels"]!.AsObject()["ours"] = "1", Ct);

        (after.Spec["Labels"]!["other"]?.GetValue<string>(), after.Spec["Labels"]!["ours"]?.GetValue<string>()).ShouldBe(("1", "1"));
        after.Mounts.ShouldContain(m => m.Target == "/var/lib/postgresql/data");
        (await engine.InfoAsync(Ct)).IsManager.ShouldBeTrue();
        (await engine.TasksAsync(after.Id, Ct)).ShouldContain(t => t.IsRunning && t.NodeId.Length > 0);
        (await engine.NodesAsync(Ct)).ShouldContain(n => n.State == "ready");
    }

    [Fact]
    public async Task Reads_the_log_of_a_service_line_by_line()
    {
        var (engine, _) = await StartAsync();
        await using var owned = engine;
        var lines = new List<LogLine>();
        await foreach (var line in engine.ServiceLogsAsync(await engine.ServiceAsync(SwarmLab.Postgres, Ct), DateTimeOffset.UnixEpoch, until: null, Ct))
        {
            lines.Add(line);
        }

        lines.ShouldContain(l => l.IsError && l.Text.Contains("database system is ready to accept connections", StringComparison.Ordinal));
        lines.ShouldAllBe(l => l.At > DateTimeOffset.UnixEpoch);
    }

    [Fact]
    public async Task Is_reached_through_ssh_and_tells_ssh_s_own_words_when_it_is_not()
    {
        var (direct, container) = await StartAsync();
        await direct.DisposeAsync();
        await using var ssh = await SshServer.StartAsync(Path.GetTempPath());
        var address = EngineAddress.Parse($"ssh://{Environment.UserName}@127.0.0.1:{ssh.Port}{SwarmLab.Host["unix://".Length..]}") with { Ssh = ssh.Ssh };
        await using (var engine = await DockerEngine.ConnectAsync(address, Ct))
        {
            await using var process = await engine.ExecAsync(new ExecRequest(container, ["cat"]) { HasInput = true }, Ct);
            await process.Input.WriteAsync("through ssh"u8.ToArray(), Ct);
            await process.Input.DisposeAsync();
            using var reader = new StreamReader(process.Output);
            (await reader.ReadToEndAsync(Ct)).ShouldBe("through ssh");
            (await process.EndAsync(Ct)).ExitCode.ShouldBe(0);
        }

        var error = await Should.ThrowAsync<OperatorException>(() => DockerEngine.ConnectAsync(address with { User = "nobody-here" }, Ct));
        error.Message.ShouldContain("Permission denied");
        error.Message.ShouldContain($"ssh://nobody-here@127.0.0.1:{ssh.Port}");
    }

    [Fact]
    public async Task Says_what_to_do_when_nothing_listens()
    {
        var error = await Should.ThrowAsync<OperatorException>(() => DockerEngine.ConnectAsync(EngineAddress.Parse("unix:///run/no-such.sock"), Ct));

        error.Message.ShouldStartWith("the Docker engine unix:///run/no-such.sock cannot be reached to say its version: ");
        error.Hint.ShouldNotBeNull().ShouldContain("docker.host");
    }

    private static async Task<(DockerEngine Engine, string Container)> StartAsync()
    {
        var missing = await SwarmLab.StartAsync();
        Assert.SkipWhen(missing is not null, missing ?? "");
        await SwarmLab.ServesAsync();
        return (await DockerEngine.ConnectAsync(EngineAddress.Find(SwarmLab.Host, ["ssh"], new Hashtable()), Ct), (await SwarmLab.ContainerAsync(SwarmLab.Postgres))!);
    }
}
