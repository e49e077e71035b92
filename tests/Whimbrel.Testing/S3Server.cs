using System.Globalization;
using System.Net.Sockets;

namespace Whimbrel.Testing;

/// <summary>A server of the test's own that speaks S3, with one bucket, on the loopback interface.</summary>
public sealed class S3Server : IAsyncDisposable
{
    public const string Bucket = "backups";

    private readonly Started _process;
    private readonly string _folder;

    private S3Server(Started process, string folder, int port) => (_process, _folder, Endpoint) = (process, folder, string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));

    public string Endpoint { get; }

    /// <summary>Who may use it.</summary>
    public static IReadOnlyDictionary<string, string?> Credentials { get; } = new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["AWS_ACCESS_KEY_ID"] = "S3RVER",
        ["AWS_SECRET_ACCESS_KEY"] = "S3RVER",
        ["AWS_EC2_METADATA_DISABLED"] = "true",
    };

    /// <summary>The keys of the configuration's backup that reach it.</summary>
    public IReadOnlyList<string> BackupKeys => [$"offsite: s3://{Bucket}/copies", $"s3_endpoint: '{Endpoint}'"];

    public static async Task<S3Server> StartAsync()
    {
        var (folder, port) = (Directory.CreateTempSubdirectory("whimbrel-s3-").FullName, FreePort.Find());
        var program = Path.Combine(Repository.Root, "artifacts", "npm", "s3rver", "node_modules", "s3rver", "bin", "s3rver.js");
        var process = Command.Start(["node", program, "--directory", folder, "--address", "127.0.0.1", "--port", port.ToString(CultureInfo.InvariantCulture), "--silent", "--configure-bucket", Bucket], folder, null);
        await Eventually.IsTrueAsync(() => AnswersAsync(port), "the server that speaks S3 answers");
        return new S3Server(process, folder, port);
    }

    /// <summary>The files with the objects' bytes whose key begins so, the newest last.</summary>
    public IReadOnlyList<string> Objects(string prefix = "") =>
        [.. Directory.EnumerateFiles(Path.Combine(_folder, Bucket), "*_object", SearchOption.AllDirectories).Where(f => Path.GetRelativePath(Path.Combine(_folder, Bucket), f).StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.EndAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<bool> AnswersAsync(int port)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
