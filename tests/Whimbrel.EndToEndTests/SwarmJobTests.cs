namespace Whimbrel.EndToEndTests;

/// <summary>The program as a job of the swarm, on the service's network: for an operator who reaches the manager, and no other node.</summary>
[Collection("swarm")]
[Trait("needs", "swarm")]
public sealed class SwarmJobTests
{
    private const string Image = "whimbrel-test:job";
    private const string Job = "whimbrel_test_job";

    [Fact]
    public async Task Applies_what_is_pending_from_inside_of_the_network()
    {
        using var workspace = await SwarmWorkspace.OpenAsync();
        workspace.Reach = "direct";
        workspace.Host = "postgres";
        workspace.WriteConfig();
        await SwarmLab.DockerAsync("build", "--quiet", "--tag", Image, "--build-arg", "BASE=127.0.0.1:1/hosting-postgres:15", "--file", Path.Combine(Repository.Root, "src", "Whimbrel.Cli", "Dockerfile"), Path.GetDirectoryName(Repository.Program)!);
        try
        {
            await SwarmLab.DockerAsync(
                "service", "create", "--detach", "--quiet", "--name", Job, "--mode", "replicated-job", "--restart-condition", "none", "--no-resolve-image", "--network", "hosting_backend",
                "--mount", $"type=bind,source={workspace.Folder},target=/work", "--mount", "type=bind,source=/usr,target=/usr,readonly", Image, "apply", "--config", "/work/whimbrel.yaml");

            await Eventually.IsTrueAsync(async () => await StateAsync() is "Complete" or "Failed", "the job ends");

            (await StateAsync()).ShouldBe("Complete", await LogsAsync());
            await SwarmWorkspace.ShouldBeInServiceAsync(isMigrated: true, await LogsAsync());
        }
        finally
        {
            await SwarmLab.DockerAsync("service", "rm", Job);
            await SwarmLab.DockerAsync("image", "rm", "--force", Image);
        }
    }

    private static async Task<string> StateAsync() => (await SwarmLab.DockerAsync("service", "ps", "--format", "{{.CurrentState}}", Job)).Split(' ')[0];

    private static async Task<string> LogsAsync() => (await Command.RunAsync(["docker", "-H", SwarmLab.Host, "service", "logs", "--raw", Job])).All;
}
