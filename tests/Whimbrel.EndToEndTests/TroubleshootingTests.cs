using System.Globalization;

namespace Whimbrel.EndToEndTests;

/// <summary>docs/troubleshooting.md as its reader follows it: each section's fault is made, then each of its commands is typed.</summary>
public sealed class TroubleshootingTests(Servers servers)
{
    private static readonly string _page = Path.Combine(Repository.Root, "docs", "troubleshooting.md");

    /// <summary>What is wrong at the beginning of a section.</summary>
    private static readonly Dictionary<string, Func<Workspace, Task<IAsyncDisposable?>>> _faults = new(StringComparer.Ordinal)
    {
        ["A script does not parse"] = Doing(w => w.WriteMigration("20240301_typo", "CREAT TABLE a (id int);")),
        ["A statement takes too long"] = async w =>
        {
            await Migrated(w);
            w.WriteMigration("20240301_slow", "SELECT pg_sleep(2);");
            await w.Database.ExecuteAsync($"ALTER DATABASE \"{w.Database.Name}\" SET statement_timeout = '1s'");
            return null;
        },
        ["Somebody holds a lock"] = async w =>
        {
            var jam = await Jam.MakeAsync(w.Database, "SELECT count(*) FROM users");
            await Task.Delay(TimeSpan.FromSeconds(1.2));
            return jam;
        },
        ["The disk is full"] = Doing(_ => { }),
        ["A run was killed, or something is left"] = async w =>
        {
            w.Write(Workspace.Migration + ".sql", "CREATE TABLE user_preferences (id int);\nSELECT pg_sleep(60);");
            using var run = w.Start(null, "migrate", "--yes", "--skip", "backup");
            await w.Database.UntilRunningAsync("pg_sleep(60)");
            run.Kill();
            return null;
        },
        ["The data is wrong after a migration"] = Migrated,
        ["The backup is needed"] = async w =>
        {
            await RestoreWorkspace.GrantAsync(w.Database.Server);
            return await Migrated(w);
        },
        ["The server cannot be reached"] = Doing(_ => { }),
    };

    public static TheoryData<string> Sections => [.. Commands().Select(c => c.Section).Distinct(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Sections))]
    public async Task Each_command_ends_as_the_page_says(string section)
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        _faults.ShouldContainKey(section);
        await using var fault = await _faults[section](workspace);
        workspace.WriteConfig();

        foreach (var (_, line) in Commands().Where(c => c.Section == section))
        {
            var ended = await Command.RunAsync(["bash", "-c", Fill(line, workspace, fault as Jam)], workspace.Folder, Environment(workspace));

            ended.ExitCode.ShouldBe(ExitCodeOf(line), $"{line}\n{ended.All}");
        }
    }

    [Fact]
    public void Every_section_that_a_fault_is_made_for_is_on_the_page_with_commands() =>
        _faults.Keys.ShouldBe(Commands().Select(c => c.Section).Distinct(StringComparer.Ordinal));

    private static List<(string Section, string Line)> Commands()
    {
        var (commands, section, isInside) = (new List<(string, string)>(), "", false);
        foreach (var line in File.ReadLines(_page))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                isInside = line == "```bash";
            }
            else if (line.StartsWith("## ", StringComparison.Ordinal))
            {
                section = line[3..];
            }
            else if (isInside)
            {
                commands.Add((section, line));
            }
        }

        return commands;
    }

    /// <summary>The page's names, as they are here.</summary>
    private static string Fill(string line, Workspace workspace, Jam? jam) => line
        .Replace("hosting_db", workspace.Database.Name, StringComparison.Ordinal)
        .Replace("4711", jam?.Root.ToString(CultureInfo.InvariantCulture) ?? "no blocker", StringComparison.Ordinal)
        .Replace("FILE.dump", Directory.EnumerateFiles(workspace.Backups, "*.dump").FirstOrDefault() ?? "no backup", StringComparison.Ordinal);

    private static Dictionary<string, string?> Environment(Workspace workspace)
    {
        var port = workspace.Database.Server.Port.ToString(CultureInfo.InvariantCulture);
        var passwords = Path.Combine(workspace.Folder, "pgpass");
        File.WriteAllLines(passwords, [
            $"127.0.0.1:{port}:*:postgres:{PostgresServer.AdminPassword}",
            $"127.0.0.1:{port}:*:{PostgresServer.Role}:{PostgresServer.RolePassword.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(":", "\\:", StringComparison.Ordinal)}",
        ]);
        File.SetUnixFileMode(passwords, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return new(StringComparer.Ordinal)
        {
            ["PATH"] = $"{Path.GetDirectoryName(Repository.Program)}:{System.Environment.GetEnvironmentVariable("PATH")}",
            ["WHIMBREL_CONFIG"] = workspace.Config,
            ["PGHOST"] = "127.0.0.1",
            ["PGPORT"] = port,
            ["PGUSER"] = PostgresServer.Role,
            ["PGDATABASE"] = workspace.Database.Name,
            ["PGPASSFILE"] = passwords,
        };
    }

    private static Func<Workspace, Task<IAsyncDisposable?>> Doing(Action<Workspace> make) => workspace =>
    {
        make(workspace);
        return Task.FromResult<IAsyncDisposable?>(null);
    };

    private static async Task<IAsyncDisposable?> Migrated(Workspace workspace)
    {
        (await workspace.RunAsync("migrate", "--yes")).ShouldEndWith(0);
        return null;
    }

    /// <summary>0 unless the line says otherwise.</summary>
    private static int ExitCodeOf(string line) => line.Split("# ends with ") is [_, var said]
        ? int.Parse(string.Concat(said.TakeWhile(char.IsAsciiDigit)), CultureInfo.InvariantCulture)
        : 0;
}
