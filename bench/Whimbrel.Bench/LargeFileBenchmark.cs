namespace Whimbrel.Bench;

/// <summary><c>whimbrel apply</c> of one large script in one transaction, beside <c>psql -1 -f</c>.</summary>
internal sealed class LargeFileBenchmark : IBenchmark
{
    private const int Runs = 3;

    private readonly Func<string> _make;

    private LargeFileBenchmark(string name, Func<string> make)
    {
        (Name, _make) = (name, make);
    }

    public string Name { get; }

    /// <summary>361,000 rows, an INSERT for each.</summary>
    internal static LargeFileBenchmark Insert() => new("insert", RowScripts.Inserts);

    /// <summary>The same rows by COPY … FROM stdin.</summary>
    internal static LargeFileBenchmark Copy() => new("copy", RowScripts.Copy);

    public async Task RunAsync()
    {
        var file = _make();
        await using var server = await BesidePsql.StartAsync();
        await BesidePsql.AlternateAsync(
            Name,
            Runs,
            new FileInfo(file).Length / 1e6,
            ("psql -1 -f", () => BesidePsql.FreshAsync(server, workspace => BesidePsql.Psql(workspace, "-1", "-f", file))),
            ("whimbrel apply", () => BesidePsql.FreshAsync(server, workspace => BesidePsql.ApplyFile(workspace, file, "DROP TABLE settings;"))));
    }
}
