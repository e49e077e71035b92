using System.Diagnostics;
using System.Net;

namespace Whimbrel.EndToEndTests.Dashboard;

/// <summary><c>whimbrel dashboard</c>, as an operator starts it in a terminal.</summary>
internal sealed class DashboardProcess : IAsyncDisposable
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(20);

    private readonly Process _process;
    private readonly Task<string> _errors;

    private DashboardProcess(Process process, Task<string> errors, Uri url) => (_process, _errors, Url) = (process, errors, url);

    /// <summary>The address that it printed, with the token.</summary>
    public Uri Url { get; }

    public int Id => _process.Id;

    public static async Task<DashboardProcess> StartAsync(OperatorFolder workspace, params string[] arguments)
    {
        workspace.WriteConfig();
        var process = Process.Start(new ProcessStartInfo(Repository.Program, ["dashboard", .. arguments, "--config", workspace.Config])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = workspace.Folder,
        })!;
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        using var bound = new CancellationTokenSource(_limit);
        while (await process.StandardOutput.ReadLineAsync(bound.Token) is { } line)
        {
            if (line.Trim() is ['h', 't', 't', 'p', ..] address)
            {
                return new DashboardProcess(process, errors, new Uri(address));
            }
        }

        throw new InvalidOperationException($"the dashboard printed no address: {await errors}");
    }

    /// <summary>A path of it.</summary>
    public Uri At(string path) => new(Url.GetLeftPart(UriPartial.Authority) + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

    /// <summary>A client that has exchanged the token for its cookie, as a browser does.</summary>
    public async Task<HttpClient> OpenAsync()
    {
        var client = Anonymous();
        using var answer = await client.GetAsync(Url);
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        return client;
    }

    /// <summary>A client that follows no redirect, and knows no token.</summary>
    public static HttpClient Anonymous() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.Subject == "CN=dashboard" },
    });

    /// <summary>Ctrl-C, and how it ended.</summary>
    public async Task<(int ExitCode, string Errors)> EndAsync()
    {
        await Command.MustAsync(["kill", "-INT", $"{_process.Id}"]);
        using var bound = new CancellationTokenSource(_limit);
        await _process.WaitForExitAsync(bound.Token);
        return (_process.ExitCode, await _errors);
    }

    public ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
        return ValueTask.CompletedTask;
    }
}
