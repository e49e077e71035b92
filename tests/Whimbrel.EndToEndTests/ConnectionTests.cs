using System.Text.RegularExpressions;

namespace Whimbrel.EndToEndTests;

public sealed partial class ConnectionTests(Servers servers)
{
    [Fact]
    public async Task A_server_that_is_down_is_named()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        var port = FreePort.Find();

        var ended = await workspace.RunAsync("migrate", "--yes", "--set", $"database.url=postgresql://hosting_user@127.0.0.1:{port}/hosting_db");

        ended.ShouldEndWith(4, $"cannot connect to hosting_db on 127.0.0.1:{port} as hosting_user: Connection refused; nothing was changed", "HINT: is the server running");
        await workspace.ShouldBeUntouchedAsync();
    }

    [Fact]
    public async Task A_wrong_password_is_refused_and_not_shown()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await File.WriteAllTextAsync(Path.Combine(workspace.Folder, "password"), "not-the-Passw0rd\n");

        var ended = await workspace.RunAsync("migrate", "--yes", "--verbose");

        ended.ShouldEndWith(4, "the server refused user \"hosting_user\": password authentication failed", "nothing was changed", "HINT: set the right password in database.password_file");
        ended.All.ShouldNotContain("not-the-Passw0rd");
        await workspace.ShouldBeUntouchedAsync();
    }

    [Fact]
    public async Task A_missing_password_is_asked_for_in_the_right_place()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["PGPASSFILE"] = "/dev/null", ["PGPASSWORD"] = null, ["HOME"] = workspace.Folder };
        workspace.WriteConfig();
        var config = Path.Combine(workspace.Folder, "without.yaml");
        await File.WriteAllLinesAsync(config, (await File.ReadAllLinesAsync(workspace.Config)).Where(l => !l.Contains("password_file", StringComparison.Ordinal)));

        var none = await Command.RunAsync([Repository.Program, "migrate", "--yes", "--config", config], workspace.Folder, environment);
        File.Delete(Path.Combine(workspace.Folder, "password"));
        var gone = await workspace.RunAsync(environment, "migrate", "--yes");

        none.ShouldEndWith(4, "the server asks for a password of user \"hosting_user\", and none was given", "HINT: set database.password_file");
        gone.ShouldEndWith(2, "database.password_file ", "cannot be read", "HINT: make it readable for you alone: chmod 600.");
        await workspace.ShouldBeUntouchedAsync();
    }

    [Fact]
    public async Task A_database_that_does_not_exist_is_named()
    {
        var server = await servers.MainAsync();
        using var workspace = await Workspace.CreateHostingAsync(server);

        var ended = await workspace.RunAsync("migrate", "--yes", "--set", $"database.url=postgresql://hosting_user@127.0.0.1:{server.Port}/hosting_dv");

        ended.ShouldEndWith(4, "database \"hosting_dv\" does not exist", "nothing was changed", "HINT: check the name at the end of database.url");
        await workspace.ShouldBeUntouchedAsync();
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("GRANT SELECT ON schema_migrations TO")]
    [InlineData("GRANT SELECT, INSERT, UPDATE, DELETE ON schema_migrations TO")]
    public async Task A_user_without_rights_is_told_the_grants_and_these_suffice(string granted)
    {
        var server = await servers.MainAsync();
        using var workspace = await Workspace.CreateHostingAsync(server);
        foreach (var file in Directory.EnumerateFiles(workspace.Migrations))
        {
            File.Delete(file);
        }

        workspace.WriteMigration("20240301_own", "CREATE SCHEMA own; CREATE TABLE own.t (id bigint PRIMARY KEY);", "DROP SCHEMA own CASCADE;");
        var user = $"guest_{Guid.NewGuid():N}"[..20];
        await server.ExecuteAsync("postgres", $"CREATE ROLE {user} LOGIN PASSWORD '{PostgresServer.RolePassword.Replace("'", "''", StringComparison.Ordinal)}'");
        if (granted != "nothing")
        {
            await workspace.Database.ExecuteAsync($"{granted} {user}");
        }

        string[] migrate = ["migrate", "--yes", "--skip", "backup", "--set", "database.url=" + workspace.Database.Url.Replace("hosting_user", user, StringComparison.Ordinal)];
        var refused = await workspace.RunAsync(migrate);
        refused.ShouldEndWith(4, "nothing was changed", "HINT: ", "GRANT ");
        await workspace.ShouldBeUntouchedAsync();

        foreach (Match grant in Grant().Matches(refused.Errors))
        {
            await workspace.Database.ExecuteAsync(grant.Value);
        }

        (await workspace.RunAsync(migrate)).ShouldEndWith(0);
        await workspace.ShouldBeAtAsync("20240301");
    }

    [GeneratedRegex("GRANT [^;]+;", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Grant();
}
