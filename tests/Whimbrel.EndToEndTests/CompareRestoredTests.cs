using System.Text.Json.Nodes;

namespace Whimbrel.EndToEndTests;

public sealed class CompareRestoredTests(Servers servers)
{
    [Fact]
    public async Task Says_what_is_lost_before_and_compares_after()
    {
        using var workspace = await RestoreWorkspace.CreateAsync(await servers.MainAsync());
        await WriteFingerprintAsync(workspace, users: 300);

        var restored = await workspace.RunAsync("restore", workspace.Backup(), "--yes");

        restored.ShouldEndWith(0, "table public.users: 301 rows, 300 in the backup: 1 are lost", "table public.later is not in the backup: 1 rows are lost", "the numbers are net");
        restored.All.ShouldContain("rows and all objects as they were dumped, version 20240201");
        workspace.ShouldHaveEnded("done").GetProperty("newVersion").GetString().ShouldBe("20240201");
    }

    [Fact]
    public async Task Stops_before_the_swap_when_a_table_has_other_rows()
    {
        using var workspace = await RestoreWorkspace.CreateAsync(await servers.MainAsync());
        await WriteFingerprintAsync(workspace, users: 299);

        var stopped = await workspace.RestoreAsync();
        (await workspace.Database.HasTableAsync("later")).ShouldBeTrue();
        (await workspace.BesideAsync("restored")).ShouldBeEmpty();
        var accepted = await workspace.RestoreAsync("--skip", "compare");

        stopped.ShouldEndWith(5, "table public.users has 300 rows, and had 299", "the live database was not touched", "--skip compare");
        accepted.ShouldEndWith(0);
    }

    /// <summary>As it is written beside a backup: here with the objects of the schema that was dumped.</summary>
    private static async Task WriteFingerprintAsync(Workspace workspace, int users)
    {
        var later = await workspace.Database.RowsAsync("SELECT 1");
        later.Count.ShouldBe(1);
        using var copy = await Workspace.CreateHostingAsync(workspace.Database.Server);
        var objects = new JsonObject();
        var text = (await File.ReadAllTextAsync(Path.Combine(Repository.Root, "src", "Whimbrel.Engine", "Postgres", "Catalog", "fingerprint.sql"))).TrimEnd().TrimEnd(';');
        foreach (var row in await copy.Database.RowsAsync($"SET search_path = pg_catalog; SELECT \"Kind\" || ' ' || \"Name\" || chr(1) || coalesce(\"Definition\", '') FROM ({text}\n) f"))
        {
            var parts = row.Split('\u0001');
            objects[parts[0]] = parts[1];
        }

        var json = new JsonObject
        {
            ["objects"] = objects,
            ["rows"] = new JsonObject { ["public.users"] = new JsonObject { ["count"] = users, ["sum"] = null } },
        };
        await File.WriteAllTextAsync(workspace.Backup() + ".fingerprint.json", json.ToJsonString());
    }
}
