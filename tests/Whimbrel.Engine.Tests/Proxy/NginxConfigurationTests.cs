using Whimbrel.Engine.Proxy;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Tests.Proxy;

public sealed class NginxConfigurationTests
{
    private const string Dump = """
        # configuration file /etc/nginx/nginx.conf:
        user www-data;
        events { worker_connections 256; }
        stream { server { listen 5432; proxy_pass db:5432; } }
        http {
          log_format main '$remote_addr "{;" # no comment';
          include /etc/nginx/conf.d/*.conf;
          server {
            listen [::]:8080 default_server ipv6only=on; # the default
            server_name "shop.example" *.shop.example;
          }
        }

        # configuration file /etc/nginx/conf.d/default.conf:
        resolver 127.0.0.11 valid=1s;
        server {
          listen 80;
          listen 443 ssl;
          location ~ "^/a{2}$" { return 200 "ok\n"; }
        }
        server { server_name bare.example; }
        """;

    [Fact]
    public void Reads_the_server_blocks_of_all_files_but_not_those_of_streams()
    {
        var configuration = NginxConfiguration.Parse(Dump);

        configuration.HasResolver.ShouldBeTrue();
        configuration.Servers.Select(s => $"{s} {string.Join(", ", s.Listens.Select(l => string.Join(' ', l)))} | {string.Join(' ', s.Names)}").ShouldBe([
            "/etc/nginx/nginx.conf:7 [::]:8080 default_server ipv6only=on | shop.example *.shop.example",
            "/etc/nginx/conf.d/default.conf:2 80, 443 ssl | ",
            "/etc/nginx/conf.d/default.conf:7 80 | bare.example",
        ]);
    }

    [Fact]
    public void Makes_a_page_the_default_of_every_address_without_TLS()
    {
        var own = new MaintenanceConfiguration(new ProxySettings("/etc/nginx/conf.d/maintenance.conf", []), "http://localhost/health", NginxConfiguration.Parse(Dump.Replace(" default_server ipv6only=on", "", StringComparison.Ordinal)));

        own.Clash().ShouldBeNull();
        own.Write("/etc/nginx/conf.d", "maintenance.html").Split('\n').Where(l => l.Contains("listen", StringComparison.Ordinal)).Select(l => l.Trim()).ShouldBe(["listen [::]:8080 default_server;", "listen 80 default_server;"]);
    }

    [Theory]
    [InlineData("http://localhost/health", "/etc/nginx/nginx.conf:7 is the default_server already")]
    [InlineData("http://BARE.example/health", "requests to bare.example are answered by /etc/nginx/conf.d/default.conf:7 by its server_name")]
    public void Sees_who_would_answer_in_its_place(string health, string why)
    {
        var dump = health.Contains("BARE", StringComparison.Ordinal) ? Dump.Replace(" default_server", "", StringComparison.Ordinal) : Dump;

        new MaintenanceConfiguration(new ProxySettings("/m.conf", []), health, NginxConfiguration.Parse(dump)).Clash()!.Message.ShouldStartWith(why);
    }
}
