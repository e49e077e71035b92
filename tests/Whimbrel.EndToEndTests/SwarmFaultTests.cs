namespace Whimbrel.EndToEndTests;

/// <summary>What goes wrong around a full downtime of a real stack: it ends in service, whatever happens.</summary>
[Collection("swarm")]
[Trait("needs", "swarm")]
public sealed class SwarmFaultTests
{
    [Fact]
    public async Task A_migration_that_outlasts_its_budget_goes_back_in_time()
    {
        using var workspace = await SwarmWorkspace.OpenAsync();
        workspace.Budget = "8s";
        workspace.WriteMigration("20240215_add_user_preferences", "CREATE TABLE user_preferences (user_id bigint PRIMARY KEY);\nSELECT pg_sleep(60);", "DROP TABLE user_preferences;");

        (await workspace.MigrateAsync("full")).ShouldEndWith(8);

        await SwarmWorkspace.ShouldBeInServiceAsync(isMigrated: false, "over the budget");
        workspace.ShouldHaveEnded("went back").GetProperty("clientDowntime").GetProperty("seconds").GetDouble().ShouldBeLessThan(20);
    }

    [Fact]
    public async Task An_application_that_is_not_well_with_the_new_schema_goes_back_to_the_old_one()
    {
        using var workspace = await SwarmWorkspace.OpenAsync();
        workspace.Budget = "15s";
        await SwarmLab.DockerAsync("service", "update", "--quiet", "--health-cmd", "test ! -e /faults/sick && curl -fs -o /dev/null http://127.0.0.1:8080/health", SwarmLab.App);
        // Its tasks' health check looks for this file, which both services see.
        workspace.WriteMigration(
            "20240215_add_user_preferences",
            "CREATE TABLE user_preferences (user_id bigint PRIMARY KEY);\nDO $$ BEGIN EXECUTE $c$COPY (SELECT 1) TO PROGRAM 'cat >/faults/sick'$c$; END $$;",
            "DROP TABLE user_preferences;\nDO $$ BEGIN EXECUTE $c$COPY (SELECT 1) TO PROGRAM 'rm -f /faults/sick'$c$; END $$;");

        var ended = await workspace.MigrateAsync("full");

        new[] { 5, 8 }.ShouldContain(ended.ExitCode, ended.All);
        await SwarmWorkspace.ShouldBeInServiceAsync(isMigrated: false, ended.All);
        workspace.ShouldHaveEnded("went back");
    }

    [Fact]
    public async Task A_task_that_ignores_SIGTERM_is_gone_before_anything_is_drained()
    {
        using var workspace = await SwarmWorkspace.OpenAsync();
        const string Deaf = "trap '' TERM; /srv/app/Hosting.Application & while :; do wait; sleep 0.1; done";
        await SwarmLab.DockerAsync("service", "update", "--quiet", "--stop-grace-period", "2s", "--args", $"bash -c \"{Deaf}\"", SwarmLab.App);
        try
        {
            (await workspace.MigrateAsync("full")).ShouldEndWith(0);
            await SwarmWorkspace.ShouldBeInServiceAsync(isMigrated: true, "deaf");
            workspace.Record().GetProperty("steps").EnumerateArray().Single(s => s.GetProperty("name").GetString() == "DrainConnections").GetProperty("summary").GetString()!.ShouldNotContain("hosting_app");
        }
        finally
        {
            await SwarmLab.DockerAsync("service", "update", "--quiet", "--stop-grace-period", "10s", "--args", "", SwarmLab.App);
        }
    }

    [Fact]
    public async Task A_proxy_whose_configuration_was_broken_before_is_not_touched()
    {
        using var workspace = await SwarmWorkspace.OpenAsync();
        var broken = Path.Combine(SwarmLab.ConfD, "broken.conf");
        await File.WriteAllTextAsync(broken, "no_such_directive on;\n", TestContext.Current.CancellationToken);
        try
        {
            (await workspace.MigrateAsync("full")).ShouldEndWith(4, "unknown directive \"no_such_directive\"", "nothing was changed");
            workspace.Runs().ShouldBeEmpty();
        }
        finally
        {
            File.Delete(broken);
        }

        await SwarmWorkspace.ShouldBeInServiceAsync(isMigrated: false, "broken");
    }

    [Fact]
    public async Task A_service_whose_name_begins_alike_goes_on()
    {
        using var workspace = await SwarmWorkspace.OpenAsync();
        var image = (await SwarmLab.DockerAsync("service", "inspect", "--format", "{{.Spec.TaskTemplate.ContainerSpec.Image}}", SwarmLab.App)).Trim();
        var other = $"{SwarmLab.App}_worker";
        await SwarmLab.DockerAsync("service", "create", "--quiet", "--no-resolve-image", "--name", other, "--endpoint-mode", "dnsrr", "--mount", "type=bind,source=/usr,target=/usr,readonly", image, "sleep", "1000");
        try
        {
            var container = await SwarmLab.ContainerAsync(other);
            (await workspace.MigrateAsync("full")).ShouldEndWith(0);
            (await SwarmLab.ContainerAsync(other)).ShouldBe(container);
        }
        finally
        {
            await SwarmLab.DockerAsync("service", "rm", other);
        }

        await SwarmWorkspace.ShouldBeInServiceAsync(isMigrated: true, "prefix");
    }

    [Fact]
    public async Task An_engine_that_restarts_in_the_middle_is_waited_for()
    {
        using var workspace = await SwarmWorkspace.OpenAsync();
        workspace.WriteMigration("20240215_add_user_preferences", "CREATE TABLE user_preferences (user_id bigint PRIMARY KEY);\nSELECT pg_sleep(5);", "DROP TABLE user_preferences;");
        using var running = workspace.Start(null, "migrate", "--yes", "--quiet", "--skip", "backup", "--downtime", "full");
        await workspace.UntilBegunAsync("ApplyMigration");

        // Its tasks end with it: also the database's.
        (await SwarmLab.RunAsync("stop-engine")).ExitCode.ShouldBe(0);
        (await SwarmLab.RunAsync("start-engine")).ExitCode.ShouldBe(0);
        var ended = await running.EndAsync();

        new[] { 0, 5, 6 }.ShouldContain(ended.ExitCode, ended.All);
        await SwarmLab.ServesAsync();
        if (ended.ExitCode == 6)
        {
            (await workspace.RunAsync("resume", "--quiet")).ShouldEndWith(0);
        }

        await SwarmLab.AnswersAsync(200);
        await SwarmWorkspace.ShouldBeInServiceAsync(isMigrated: ended.ExitCode != 5, ended.All);
    }

    [Fact]
    public async Task A_node_that_is_drained_in_the_middle_loses_its_tasks_to_the_other()
    {
        using var workspace = await SwarmWorkspace.OpenAsync();
        (await SwarmLab.RunAsync("node2")).ShouldEndWith(0);
        await SwarmLab.DockerAsync("service", "update", "--quiet", "--force", SwarmLab.App);
        (await SwarmLab.ContainersAsync(SwarmLab.App, node: 2)).Count.ShouldBe(1);
        try
        {
            using var running = workspace.Start(null, "migrate", "--yes", "--quiet", "--skip", "backup", "--downtime", "full");
            await workspace.UntilBegunAsync("StopApplication");
            await SwarmLab.DockerAsync("node", "update", "--availability", "drain", "node2");
            (await running.EndAsync()).ShouldEndWith(0);
            await SwarmWorkspace.ShouldBeInServiceAsync(isMigrated: true, "drained");
            (await SwarmLab.ContainersAsync(SwarmLab.App)).Count.ShouldBe(2);
        }
        finally
        {
            (await SwarmLab.RunAsync("remove-node2")).ShouldEndWith(0);
        }
    }

    [Fact]
    public async Task A_pool_that_reconnects_without_end_is_kept_out_and_let_in_again()
    {
        const string Name = "probe_storm";
        const string Storm = "echo 'SELECT 1' >/tmp/q; while :; do /usr/lib/postgresql/15/bin/pgbench -C -n -c 4 -R 200 -T 30 -h postgres -U storm -f /tmp/q hosting_db; sleep 0.01; done";
        using var workspace = await SwarmWorkspace.OpenAsync();
        await SwarmLab.SqlAsync("CREATE ROLE storm LOGIN PASSWORD 'storm'");
        var image = (await SwarmLab.DockerAsync("service", "inspect", "--format", "{{.Spec.TaskTemplate.ContainerSpec.Image}}", SwarmLab.Postgres)).Trim();
        try
        {
            await SwarmLab.DockerAsync(
                "service", "create", "--detach", "--quiet", "--no-resolve-image", "--name", Name, "--network", "hosting_backend", "--endpoint-mode", "dnsrr", "--stop-grace-period", "1s", "--env", "PGPASSWORD=storm",
                "--mount", "type=bind,source=/usr,target=/usr,readonly", "--entrypoint", "sh", image, "-c", Storm);
            await Eventually.IsTrueAsync(ConnectsAsync, "it connects");

            (await workspace.MigrateAsync("minimal")).ShouldEndWith(0);

            await Eventually.IsTrueAsync(ConnectsAsync, "it is let in again");
            await SwarmWorkspace.ShouldBeInServiceAsync(isMigrated: true, "storm");
        }
        finally
        {
            await SwarmLab.DockerAsync("service", "rm", Name);
            await Eventually.IsTrueAsync(async () => (await SwarmLab.ContainersAsync(Name)).Count == 0, "it is gone");
            await SwarmLab.SqlAsync("DROP ROLE storm");
        }

        static async Task<bool> ConnectsAsync() => await SwarmLab.SqlAsync("SELECT count(*) > 0 FROM pg_stat_activity WHERE usename = 'storm'") == "t";
    }
}
