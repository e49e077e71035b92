using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Whimbrel.EndToEndTests.Dashboard;

/// <summary>Who is let in, and who is not.</summary>
public sealed class DashboardAccessTests(Servers servers)
{
    [Fact]
    public async Task The_token_is_exchanged_for_a_cookie_and_leaves_the_address()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await using var dashboard = await DashboardProcess.StartAsync(workspace);
        using var client = DashboardProcess.Anonymous();

        using var exchanged = await client.GetAsync(dashboard.Url);
        using var page = await client.GetAsync(dashboard.At("/"));

        dashboard.Url.Host.ShouldBe("127.0.0.1");
        exchanged.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        exchanged.Headers.Location!.OriginalString.ShouldBe("/");
        var cookie = exchanged.Headers.GetValues("Set-Cookie").Single();
        cookie.ShouldContain("; path=/; samesite=strict; httponly");
        cookie.ShouldNotContain(dashboard.Url.Query.Split('=')[1]);
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldStartWith("default-src 'none'; script-src 'self'; style-src 'self'; ");
        policy.ShouldNotContain("unsafe");
        page.Headers.GetValues("Cache-Control").Single().ShouldBe("no-store");
        (await page.Content.ReadAsStringAsync()).ShouldNotContain("<script>");
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/?token=")]
    [InlineData("/?token=0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("/page.js")]
    [InlineData("/events")]
    [InlineData("/plan")]
    [InlineData("/runs")]
    [InlineData("/abort")]
    [InlineData("/nothing")]
    public async Task Without_its_token_nothing_is_shown(string path)
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await using var dashboard = await DashboardProcess.StartAsync(workspace);
        using var client = DashboardProcess.Anonymous();

        using var answer = await client.GetAsync(dashboard.At(path));

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        answer.Headers.Contains("Set-Cookie").ShouldBeFalse();
        (await answer.Content.ReadAsStringAsync()).ShouldNotContain(workspace.Database.Name);
    }

    [Fact]
    public async Task Another_host_another_origin_and_a_form_are_refused()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await using var dashboard = await DashboardProcess.StartAsync(workspace);
        using var client = await dashboard.OpenAsync();
        var own = dashboard.Url.GetLeftPart(UriPartial.Authority);

        (await StatusAsync(HttpMethod.Get, "/runs", r => r.Headers.Host = "evil.example")).ShouldBe(HttpStatusCode.MisdirectedRequest);
        (await StatusAsync(HttpMethod.Get, "/runs", r => r.Headers.Host = "10.9.8.7")).ShouldBe(HttpStatusCode.MisdirectedRequest);
        (await StatusAsync(HttpMethod.Get, "/runs", r => r.Headers.Add("Origin", "http://evil.example"))).ShouldBe(HttpStatusCode.Forbidden);
        (await StatusAsync(HttpMethod.Post, "/abort", r => r.Headers.Add("X-Whimbrel", "1"))).ShouldBe(HttpStatusCode.Forbidden);
        (await StatusAsync(HttpMethod.Post, "/abort", r => r.Headers.Add("Origin", own))).ShouldBe(HttpStatusCode.Forbidden);
        (await StatusAsync(HttpMethod.Post, "/abort", r => (r.Headers.Host, _) = ("evil.example", r.Headers.TryAddWithoutValidation("Origin", "http://evil.example")))).ShouldBe(HttpStatusCode.MisdirectedRequest);
        (await StatusAsync(HttpMethod.Delete, "/runs", r => r.Headers.Add("Origin", own))).ShouldBe(HttpStatusCode.Forbidden);
        (await StatusAsync(HttpMethod.Get, "/runs", r => r.Headers.Host = $"localhost:{dashboard.Url.Port}")).ShouldBe(HttpStatusCode.OK);

        async Task<HttpStatusCode> StatusAsync(HttpMethod method, string path, Action<HttpRequestMessage> change)
        {
            using var request = new HttpRequestMessage(method, dashboard.At(path));
            change(request);
            using var answer = await client.SendAsync(request);
            return answer.StatusCode;
        }
    }

    [Theory]
    [InlineData("/../../../../etc/passwd")]
    [InlineData("/runs/..%2f..%2fwhimbrel.yaml")]
    [InlineData("/runs/%252e%252e")]
    [InlineData("/runs/..%5c..%5cpassword")]
    [InlineData("/runs//etc/passwd")]
    [InlineData("/..%2f..%2fpassword")]
    [InlineData("/page/page.html")]
    public async Task No_path_leads_to_a_file(string path)
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await using var dashboard = await DashboardProcess.StartAsync(workspace);
        using var client = await dashboard.OpenAsync();

        using var answer = await client.GetAsync(dashboard.At(path));

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await answer.Content.ReadAsStringAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_abort_that_was_not_asked_for_does_nothing()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await using var dashboard = await DashboardProcess.StartAsync(workspace);
        using var client = await dashboard.OpenAsync();
        client.DefaultRequestHeaders.Add("X-Whimbrel", "1");
        client.DefaultRequestHeaders.Add("Origin", dashboard.Url.GetLeftPart(UriPartial.Authority));

        using var unknown = await client.PostAsJsonAsync(dashboard.At("/abort"), new { run = "20240215-230000-1a2b", effect = "goBack" });
        using var empty = await client.PostAsync(dashboard.At("/abort"), new StringContent("{"));
        using var large = await client.PostAsync(dashboard.At("/abort"), new StringContent(new string(' ', 5000)));

        (await unknown.Content.ReadAsStringAsync()).ShouldStartWith("""{"ok":false,"text":"Nothing was done""");
        empty.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        large.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        workspace.Runs().ShouldBeEmpty();
    }

    [Fact]
    public async Task Another_address_needs_tls_or_a_word()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        (await workspace.RunAsync("dashboard", "--bind", "0.0.0.0")).ShouldEndWith(2, "--bind 0.0.0.0: without TLS everybody on the way can read the token", "HINT: ");
        (await workspace.RunAsync("dashboard", "--bind", "example.com")).ShouldEndWith(2, "--bind example.com: not an address");
        (await workspace.RunAsync("dashboard", "--port", "70000")).ShouldEndWith(2, "--port 70000: not a port");
        (await workspace.RunAsync("dashboard", "--tls-key", "key.pem")).ShouldEndWith(2, "--tls-certificate and --tls-key go together");
        (await workspace.RunAsync("dashboard", "--tls-certificate", "no.pem", "--tls-key", "no.pem")).ShouldEndWith(2, "no.pem and no.pem cannot be read");
        (await workspace.RunAsync("dashboard", "--port", $"{((IPEndPoint)taken.LocalEndpoint).Port}")).ShouldEndWith(4, "cannot be served", "HINT: name another port");
    }

    [Fact]
    public async Task With_a_certificate_it_is_served_by_tls_and_to_the_names_that_are_given()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=dashboard", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await File.WriteAllTextAsync(Path.Combine(workspace.Folder, "certificate.pem"), certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(Path.Combine(workspace.Folder, "key.pem"), key.ExportPkcs8PrivateKeyPem());
        await using var dashboard = await DashboardProcess.StartAsync(workspace, "--bind", "0.0.0.0", "--tls-certificate", "certificate.pem", "--tls-key", "key.pem", "--host", "db.example.com");
        var local = new UriBuilder(dashboard.Url) { Host = "127.0.0.1" }.Uri;
        using var client = DashboardProcess.Anonymous();
        using var named = new HttpRequestMessage(HttpMethod.Get, local);
        named.Headers.Host = $"DB.example.com:{local.Port}";

        using var byAddress = await client.GetAsync(local);
        using var byName = await client.SendAsync(named);

        dashboard.Url.Scheme.ShouldBe("https");
        byAddress.Headers.GetValues("Set-Cookie").Single().ShouldContain("; secure; samesite=strict; httponly");
        byName.StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task Its_end_is_ctrl_c_and_with_json_it_prints_one_document()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await using var dashboard = await DashboardProcess.StartAsync(workspace);
        using var client = await dashboard.OpenAsync();
        using var events = await client.GetAsync(dashboard.At("/events"), HttpCompletionOption.ResponseHeadersRead);
        using var json = workspace.Start(null, "dashboard", "--json");

        await Task.Delay(500);
        var (exitCode, errors) = await dashboard.EndAsync();
        await Command.MustAsync(["kill", "-TERM", $"{json.Id}"]);
        var document = await json.EndAsync(TimeSpan.FromSeconds(10));

        exitCode.ShouldBe(0);
        errors.ShouldNotContain("ERROR");
        document.ShouldEndWith(0);
        document.Json().GetProperty("url").GetString()!.ShouldStartWith($"http://127.0.0.1:{document.Json().GetProperty("port").GetInt32()}/?token=");
        await workspace.ShouldHaveNoBackendAsync();
    }
}
