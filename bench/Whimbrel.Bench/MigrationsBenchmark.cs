namespace Whimbrel.Bench;

/// <summary>500 small migrations from an empty database, each with its version row, beside the same in one session of psql.</summary>
internal sealed class MigrationsBenchmark : IBenchmark
{
    private const int Runs = 5;

    public string Name => "migrations";

    public async Task RunAsync()
    {
        var file = SmallMigrations.ForPsql();
        await using var server = await BesidePsql.StartAsync();
        await BesidePsql.AlternateAsync(
            Name,
            Runs,
            null,
            ("psql -f, 500 × BEGIN … COMMIT", () => BesidePsql.FreshAsync(server, workspace => BesidePsql.Psql(workspace, "-f", file))),
            ("whimbrel apply, 500 migrations", () => BesidePsql.FreshAsync(server, workspace =>
            {
                SmallMigrations.WriteTo(workspace);
                return BesidePsql.Whimbrel(workspace, "apply", "--yes");
            })));
    }
}
