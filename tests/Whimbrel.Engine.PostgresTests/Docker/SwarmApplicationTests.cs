using System.Collections;
using Whimbrel.Engine.Application;
using Whimbrel.Engine.Docker;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.PostgresTests.Docker;

/// <summary>On services of the tests' own, beside the stack's.</summary>
[Collection("swarm")]
[Trait("needs", "swarm")]
public sealed class SwarmApplicationTests : IAsyncDisposable
{
    private readonly Swarm _swarm = new(new DockerSettings(SwarmLab.Host, null, ["ssh"], new Hashtable()));
    private readonly List<string> _services = [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stops_in_order_and_starts_in_the_opposite_one_with_as_many_as_before()
    {
        await CreateAsync("probe_web", "sleep 1000", "--replicas", "2");
        await CreateAsync("probe_worker", "sleep 1000", "--replicas", "1");
        await CreateAsync("probe_web_admin", "sleep 1000", "--replicas", "1");
        var application = Application("probe_web", "probe_worker");
        await application.AssertPossibleAsync(Ct);
        var before = await application.CountReplicasAsync(Ct);
        var order = new List<string>();

        await application.StopAsync(p => order.Add(p.Split(':')[0]), Ct);

        (await SwarmLab.ContainersAsync("probe_web")).Concat(await SwarmLab.ContainersAsync("probe_worker")).ShouldBeEmpty();
        (await SwarmLab.ContainersAsync("probe_web_admin")).Count.ShouldBe(1);
        order.Distinct(StringComparer.Ordinal).ShouldBe(["waiting until probe_web has stopped", "waiting until probe_worker has stopped"]);
        order.Clear();

        await application.StartAsync(before, p => order.Add(p.Split(':')[0]), Ct);
        await application.HoldAsync(before, _ => { }, Ct);

        before.ShouldBe([new ReplicaCount("probe_web", 2), new ReplicaCount("probe_worker", 1)]);
        ((await SwarmLab.ContainersAsync("probe_web")).Count, (await SwarmLab.ContainersAsync("probe_worker")).Count).ShouldBe((2, 1));
        order.Distinct(StringComparer.Ordinal).ShouldBe(["waiting until probe_worker runs", "waiting until probe_web runs"]);
    }

    [Fact]
    public async Task Stops_a_global_service_and_starts_it_with_its_own_constraints()
    {
        await CreateAsync("probe_global", "sleep 1000", "--mode", "global", "--constraint", "node.role == manager");
        var application = Application("probe_global");
        var before = await application.CountReplicasAsync(Ct);

        await application.StopAsync(_ => { }, Ct);
        (await SwarmLab.ContainersAsync("probe_global")).ShouldBeEmpty();
        await application.StartAsync(before, _ => { }, Ct);

        (await SwarmLab.ContainersAsync("probe_global")).Count.ShouldBe(1);
        (await SwarmLab.DockerAsync("service", "inspect", "--format", "{{.Spec.TaskTemplate.Placement.Constraints}}", "probe_global")).Trim().ShouldBe("[node.role == manager]");
    }

    [Fact]
    public async Task Counts_what_runs_and_not_what_is_meant_to()
    {
        await CreateAsync("probe_deaf", "trap '' TERM; while :; do sleep 0.1; done", "--stop-grace-period", "3s");
        var application = Application("probe_deaf");
        var clock = System.Diagnostics.Stopwatch.StartNew();

        await application.StopAsync(_ => { }, Ct);

        clock.Elapsed.ShouldBeGreaterThan(TimeSpan.FromSeconds(2.5));
        (await SwarmLab.ContainersAsync("probe_deaf")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Notices_a_task_that_does_not_stay_up()
    {
        await CreateAsync("probe_weak", "sleep 1000", "--update-monitor", "5s");
        var application = Application("probe_weak");
        var before = await application.CountReplicasAsync(Ct);
        var holding = application.HoldAsync(before, _ => { }, Ct);

        await SwarmLab.DockerAsync("kill", (await SwarmLab.ContainerAsync("probe_weak"))!);

        (await Should.ThrowAsync<OperatorException>(() => holding)).Message.ShouldStartWith("a task of service probe_weak does not stay up: failed (");
    }

    [Fact]
    public async Task Gives_up_on_a_service_whose_tasks_end_as_they_start()
    {
        await CreateAsync("probe_short", "sleep 1000", "--replicas", "2");
        var application = Application("probe_short");
        var before = await application.CountReplicasAsync(Ct);
        await application.StopAsync(_ => { }, Ct);
        await SwarmLab.DockerAsync("service", "update", "--detach", "--quiet", "--args", "no-such-program", "probe_short");

        var error = await Should.ThrowAsync<OperatorException>(() => application.StartAsync(before, _ => { }, Ct));

        error.Message.ShouldMatch("^service probe_short does not start: [2-9] tasks ended, the last (failed|complete) ");
    }

    [Fact]
    public async Task Notices_that_swarm_takes_an_update_back_by_itself()
    {
        await CreateAsync("probe_back", "sleep 1000", "--update-monitor", "6s", "--update-failure-action", "rollback", "--update-delay", "0s");
        var application = Application("probe_back");
        var before = await application.CountReplicasAsync(Ct);
        await SwarmLab.DockerAsync("service", "update", "--detach", "--quiet", "--args", "sh -c 'exit 7'", "probe_back");

        var error = await Should.ThrowAsync<OperatorException>(() => application.HoldAsync(before, _ => { }, Ct));

        error.Message.ShouldMatch("^(a task of service probe_back does not stay up: failed|swarm has taken service probe_back back by itself: rollback_)");
    }

    [Fact]
    public async Task Refuses_while_an_update_is_under_way_and_says_what_a_name_should_have_been()
    {
        await CreateAsync("probe_slow", "sleep 1000", "--replicas", "2", "--update-delay", "30s", "--stop-grace-period", "0s");
        await SwarmLab.DockerAsync("service", "update", "--detach", "--quiet", "--force", "probe_slow");
        await Eventually.IsTrueAsync(() => SwarmLab.IsUpdatingAsync("probe_slow"), "the update is under way");

        (await Should.ThrowAsync<OperatorException>(() => Application("probe_slow").AssertPossibleAsync(Ct))).Message.ShouldStartWith("an update of service probe_slow is under way: updating (");
        (await Should.ThrowAsync<OperatorException>(() => Application("probe_slo").AssertPossibleAsync(Ct))).Message.ShouldContain("there is no service 'probe_slo'");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services)
        {
            await SwarmLab.DockerAsync("service", "rm", service);
        }

        await _swarm.DisposeAsync();
    }

    private SwarmApplication Application(params string[] services) => new(_swarm, services, TimeSpan.FromMinutes(1));

    private async Task CreateAsync(string name, string script, params string[] options)
    {
        var missing = await SwarmLab.StartAsync();
        Assert.SkipWhen(missing is not null, missing ?? "");
        // Whatever an earlier test of that name left: swarm removes its tasks a moment later.
        await Eventually.IsTrueAsync(async () => (await SwarmLab.ContainersAsync(name)).Count == 0, $"nothing of {name} runs");
        var image = (await SwarmLab.DockerAsync("service", "inspect", "--format", "{{.Spec.TaskTemplate.ContainerSpec.Image}}", SwarmLab.App)).Trim();
        await SwarmLab.DockerAsync([
            "service", "create", "--quiet", "--detach", "--no-resolve-image", "--name", name, "--endpoint-mode", "dnsrr", "--restart-delay", "300ms", "--stop-grace-period", "1s",
            "--mount", "type=bind,source=/usr,target=/usr,readonly", .. options, image, "sh", "-c", script,
        ]);
        _services.Add(name);
        await Eventually.IsTrueAsync(async () => await SwarmLab.ReplicasAsync(name) is var replicas && replicas.Split('/') is [var running, var wanted] && running == wanted && running != "0", $"{name} runs");
    }
}
