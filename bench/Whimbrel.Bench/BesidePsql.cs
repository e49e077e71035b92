using System.Globalization;
using Whimbrel.Testing;

namespace Whimbrel.Bench;

/// <summary>Runs psql and whimbrel in turn, on one throwaway server that syncs as a real one does.</summary>
internal static class BesidePsql
{
    internal static Task<PostgresServer> StartAsync() => PostgresServer.StartAsync(Servers.WithTools, "fsync = on");

    /// <param name="megabytes">Of input; null where a throughput has no meaning.</param>
    /// <param name="ways">psql first: the ratios are to it.</param>
    internal static async Task AlternateAsync(string name, int runs, double? megabytes, params (string What, Func<Task<Measured>> Run)[] ways)
    {
        var measured = ways.Select(_ => new List<Measured>()).ToList();
        for (var run = 0; run < runs; run++)
        {
            foreach (var (way, of) in ways.Zip(measured))
                of.Add(await way.Run());
        }

        BenchmarkTable.Write(name, [.. ways.Zip(measured, (way, of) => new BenchmarkRow(way.What, of, megabytes))]);
    }

    /// <summary>In an empty database of its own.</summary>
    internal static async Task<Measured> FreshAsync(PostgresServer server, Func<Workspace, Measured> run)
    {
        using var workspace = await Workspace.CreateAsync(server);
        return run(workspace);
    }

    internal static Measured Psql(Workspace workspace, params string[] arguments) => Measured.Run(
        [0],
        [
            "env",
            "PGHOST=127.0.0.1",
            $"PGPORT={workspace.Database.Server.Port.ToString(CultureInfo.InvariantCulture)}",
            $"PGUSER={PostgresServer.Role}",
            $"PGPASSWORD={PostgresServer.RolePassword}",
            $"PGDATABASE={workspace.Database.Name}",
            "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1",
            .. arguments,
        ]);

    internal static Measured Whimbrel(Workspace workspace, params string[] arguments)
    {
        workspace.WriteConfig();
        return Measured.Run([0], [Corpus.Whimbrel, .. arguments, "--quiet", "--config", workspace.Config]);
    }

    /// <summary>The file as the one migration that is pending.</summary>
    internal static Measured ApplyFile(Workspace workspace, string file, string rollback)
    {
        File.Copy(file, Path.Combine(workspace.Migrations, "1_large.sql"));
        workspace.Write("1_large_rollback.sql", rollback);
        return Whimbrel(workspace, "apply");
    }
}
