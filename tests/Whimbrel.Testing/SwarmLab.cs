namespace Whimbrel.Testing;

/// <summary>The real Swarm that tests/swarm/swarm.sh starts, with the stack of samples/hosting: one on a machine, and one test at a time uses it.</summary>
public static class SwarmLab
{
    public const string Stack = "hosting";
    public const string Postgres = "hosting_postgres";
    public const string Proxy = "hosting_nginx";
    public const string App = "hosting_app";

    /// <summary>Where the site answers.</summary>
    public const string Site = "http://198.51.100.11";

    /// <summary>The exit code of swarm.sh where no engine can run.</summary>
    private const int Impossible = 3;

    private static readonly Lazy<Task<Ended>> _start = new(() => RunAsync("up"));
    private static readonly string _folder = Environment.GetEnvironmentVariable("SWARM_LAB") ?? "/var/lib/whimbrel-swarm";

    public static string Host => OfNode(1);

    /// <summary>What nginx includes.</summary>
    public static string ConfD => Path.Combine(_folder, "conf.d");

    public static string MaintenanceFile => Path.Combine(ConfD, "maintenance.conf");

    /// <summary>/faults/sick for the server and the application.</summary>
    public static string Sick => Path.Combine(_folder, "faults", "sick");

    public static string Password => File.ReadAllText(Path.Combine(_folder, "secrets", "postgres"));

    public static string OfNode(int node) => $"unix://{_folder}/{node}/docker.sock";

    /// <summary>Starts it where it does not run.</summary>
    /// <returns>Why this machine cannot; null when it runs.</returns>
    public static async Task<string?> StartAsync()
    {
        var ended = await _start.Value;
        return ended.ExitCode switch
        {
            0 => null,
            Impossible when Environment.GetEnvironmentVariable("CI") is null or "" => ended.Errors.Trim(),
            _ => throw new InvalidOperationException($"the Swarm did not start ({ended.ExitCode}):\n{ended.All}"),
        };
    }

    /// <summary>A verb of swarm.sh.</summary>
    public static Task<Ended> RunAsync(params string[] verb) => Command.RunAsync([Path.Combine(Repository.Root, "tests", "swarm", "swarm.sh"), .. verb]);

    public static Task<string> DockerAsync(params string[] arguments) => Command.MustAsync(["docker", "-H", Host, .. arguments]);

    /// <summary>Of a service's running task; null when none runs.</summary>
    public static async Task<string?> ContainerAsync(string service) => await ContainersAsync(service) is [var first, ..] ? first : null;

    public static async Task<IReadOnlyList<string>> ContainersAsync(string service, int node = 1) =>
        (await Command.MustAsync(["docker", "-H", OfNode(node), "ps", "--quiet", "--no-trunc", "--filter", $"label=com.docker.swarm.service.name={service}"])).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>How many programs run in the container that have this word in their arguments.</summary>
    public static async Task<int> CountAsync(string container, string word) =>
        (await DockerAsync("top", container, "-eo", "pid,args")).Split('\n').Count(l => l.Contains(word, StringComparison.Ordinal));

    /// <summary>As many tasks as the service is scaled to, and as many as run: 2/2.</summary>
    public static async Task<string> ReplicasAsync(string service) =>
        (await DockerAsync("service", "ls", "--filter", $"name={service}", "--format", "{{.Name}} {{.Replicas}}")).Split('\n').Single(l => l.StartsWith(service + " ", StringComparison.Ordinal)).Split(' ')[1];

    /// <summary>The containers that run, and as many as the service is scaled to: 2/2. Swarm's own count follows seconds later.</summary>
    public static async Task<string> RunningAsync(string service) =>
        $"{(await ContainersAsync(service)).Count}/{(await DockerAsync("service", "inspect", "--format", "{{.Spec.Mode.Replicated.Replicas}}", service)).Trim()}";

    /// <summary>Runs SQL in the service's container as its owner.</summary>
    /// <returns>What it returns, unaligned.</returns>
    public static async Task<string> SqlAsync(string sql) =>
        (await DockerAsync("exec", await ContainerAsync(Postgres) ?? throw new InvalidOperationException("the server does not run"), "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-U", "hosting_user", "-d", "hosting_db", "-c", sql)).Trim();

    /// <summary>Whether the one task that is meant to run does, by swarm's word; what it says of tasks of before is seconds old.</summary>
    private static async Task<bool> IsUpAsync(string service) =>
        (await DockerAsync("service", "ps", "--filter", "desired-state=running", "--format", "{{.CurrentState}}", service)).Split('\n', StringSplitOptions.RemoveEmptyEntries) is [var only] && only.StartsWith("Running ", StringComparison.Ordinal);

    /// <summary>Waits until the server takes connections.</summary>
    public static Task ServesAsync() => Eventually.IsTrueAsync(
        async () => await IsUpAsync(Postgres) && !await IsUpdatingAsync(Postgres) && await ContainerAsync(Postgres) is { } id && (await Command.RunAsync(["docker", "-H", Host, "exec", id, "pg_isready", "-q", "-h", "127.0.0.1"])).ExitCode == 0,
        "the service's server takes connections");

    /// <summary>Whether swarm replaces its tasks at this moment.</summary>
    public static async Task<bool> IsUpdatingAsync(string service) =>
        (await DockerAsync("service", "inspect", "--format", "{{with .UpdateStatus}}{{.State}}{{end}}", service)).Trim() is "updating" or "rollback_started";

    /// <summary>What a client gets from the site; 0 without an answer.</summary>
    public static async Task<int> AskAsync(string path = "/health")
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(3) };
        try
        {
            using var answer = await client.GetAsync(new Uri(Site + path));
            return (int)answer.StatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return 0;
        }
    }

    public static Task AnswersAsync(int status, string path = "/health") => Eventually.IsTrueAsync(async () => await AskAsync(path) == status, $"{Site}{path} answers {status}");
}
