using System.Globalization;

namespace Whimbrel.EndToEndTests;

/// <summary>The commands of samples/hosting that drive an application, on what they are for.</summary>
public sealed class CommandSamplesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("whimbrel-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Drive_units_of_systemd()
    {
        var (run, units) = (Directory.CreateDirectory(Path.Combine(_folder, "run")).FullName, Directory.CreateDirectory(Path.Combine(_folder, "config", "systemd", "user")).FullName);
        await File.WriteAllTextAsync(Path.Combine(units, "hosting-app@.service"), "[Service]\nExecStart=/bin/sleep 1000\n", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(run, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        // It works only where it believes that a system is booted with it.
        const string Manager = "mount -t tmpfs tmpfs /run && mkdir -p /run/systemd/system && exec /usr/lib/systemd/systemd --user";
        using var manager = Command.Start(["unshare", "--mount", "--map-root-user", "sh", "-c", Manager], _folder, new Dictionary<string, string?>(StringComparer.Ordinal) { ["XDG_RUNTIME_DIR"] = run, ["XDG_CONFIG_HOME"] = Path.Combine(_folder, "config") });
        try
        {
            await Eventually.IsTrueAsync(() => Task.FromResult(File.Exists(Path.Combine(run, "systemd", "private"))), "systemd listens");

            await DrivesAsync("systemd.sh", new Dictionary<string, string?>(StringComparer.Ordinal) { ["XDG_RUNTIME_DIR"] = run, ["SYSTEMCTL"] = "systemctl --user" });
        }
        finally
        {
            manager.Kill();
            await manager.EndAsync();
        }
    }

    [Fact]
    [Trait("needs", "swarm")]
    public async Task Drive_a_service_of_Compose()
    {
        var missing = await SwarmLab.StartAsync();
        Assert.SkipWhen(missing is not null, missing ?? "");
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "docker-compose.yml"),
            """
            version: "2.4"
            services:
              app:
                image: 127.0.0.1:1/hosting-app:1
                command: sleep 1000
                stop_grace_period: 1s
                network_mode: none
                volumes: ["/usr:/usr:ro"]
                healthcheck: { test: [CMD, "true"], interval: 1s }
            """,
            TestContext.Current.CancellationToken);
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["DOCKER_HOST"] = SwarmLab.Host, ["COMPOSE"] = "docker-compose", ["COMPOSE_PROJECT_DIR"] = _folder, ["COMPOSE_PROJECT_NAME"] = "whimbrel-test" };
        try
        {
            await DrivesAsync("compose.sh", environment);
        }
        finally
        {
            await RunAsync(["docker-compose", "--project-directory", _folder, "down", "--timeout", "1"], environment);
        }
    }

    private async Task DrivesAsync(string script, Dictionary<string, string?> environment)
    {
        Task<Ended> Run(params string[] verb) => RunAsync([Path.Combine(Repository.Samples, "commands", script), .. verb], environment);

        (await Run("start", "2")).ExitCode.ShouldBe(0);
        (await CountAsync()).ShouldBe(2);
        (await Run("stop")).ExitCode.ShouldBe(0);
        (await CountAsync()).ShouldBe(0);
        (await Run("start", "2")).ExitCode.ShouldBe(0);
        (await CountAsync()).ShouldBe(2);
        (await Run("stop")).ExitCode.ShouldBe(0);
        (await Run()).ExitCode.ShouldBe(2);

        async Task<int> CountAsync() => int.Parse((await Run("replicas")).Output.Trim(), CultureInfo.InvariantCulture);
    }

    private async Task<Ended> RunAsync(string[] command, Dictionary<string, string?> environment)
    {
        using var started = Command.Start(command, _folder, environment);
        return await started.EndAsync();
    }
}
