using Whimbrel.Testing;

namespace Whimbrel.Bench;

/// <summary><c>whimbrel status</c>, and <c>apply</c> of one more, among 500 that are applied; beside psql with one query.</summary>
internal sealed class StatusBenchmark : IBenchmark
{
    private const int Runs = 11;
    private const string Query = "SELECT version, applied_at FROM schema_migrations ORDER BY version";

    public string Name => "status";

    public async Task RunAsync()
    {
        await using var server = await BesidePsql.StartAsync();
        using var workspace = await Workspace.CreateAsync(server);
        SmallMigrations.WriteTo(workspace);
        BesidePsql.Whimbrel(workspace, "apply", "--yes");
        var added = 0;
        await BesidePsql.AlternateAsync(
            Name,
            Runs,
            null,
            ("psql -c, one query", () => Task.FromResult(BesidePsql.Psql(workspace, "-c", Query))),
            ("whimbrel status, 500 applied", () => Task.FromResult(BesidePsql.Whimbrel(workspace, "status"))),
            ("whimbrel apply, 1 pending of 500", () => Task.FromResult(ApplyOneMore(workspace, added++))));
    }

    private static Measured ApplyOneMore(Workspace workspace, int number)
    {
        SmallMigrations.Add(workspace, number);
        return BesidePsql.Whimbrel(workspace, "apply", "--yes");
    }
}
