namespace Whimbrel.EndToEndTests;

public sealed class NamesTests(Servers servers)
{
    private const string Odd = "it's; \"so\" \\ ${x} ü";

    [Fact]
    public async Task Quotes_spaces_and_semicolons_in_every_name_do_no_harm()
    {
        using var workspace = await Workspace.CreateAsync(await servers.MainAsync(), $"{Odd} {Guid.NewGuid():N}"[..40], $"{Odd} folder");
        const string Table = "\"my; schema's\".\"the \"\"table\"\"; DROP\"";
        await workspace.Database.ExecuteAsync("CREATE SCHEMA \"a; schema's\"; CREATE SCHEMA \"my; schema's\"");
        workspace.ExtraConfig = "migrations: { version_table: '\"a; schema''s\".\"ver\"\"sions; 1\"' }";
        workspace.WriteMigration("20240301_odd; it's a \"name\"", $"CREATE TABLE {Table} (\"a;b\" int PRIMARY KEY);\nINSERT INTO {Table} VALUES (1);", $"DROP TABLE {Table};");
        var before = await workspace.Database.FingerprintAsync();

        var migrated = await workspace.RunAsync("migrate", "--yes", "--json");

        migrated.ShouldEndWith(0);
        (await workspace.Database.ScalarAsync<long>($"SELECT count(*) FROM {Table}")).ShouldBe(1);
        (await workspace.Database.ScalarAsync<string>("SELECT version FROM \"a; schema's\".\"ver\"\"sions; 1\"")).ShouldBe("20240301");
        migrated.Json().GetProperty("analyzed").GetArrayLength().ShouldBe(1);
        workspace.BackupFiles().Count.ShouldBe(5);
        (await workspace.RunAsync("status", "--json")).Json().GetProperty("current").GetString().ShouldBe("20240301");
        (await workspace.RunAsync("verify")).ShouldEndWith(0);
        (await workspace.RunAsync("plan")).ShouldEndWith(0);

        (await workspace.RunAsync("rollback", "--yes")).ShouldEndWith(0);
        (await workspace.Database.ScalarAsync<long>("SELECT count(*) FROM \"a; schema's\".\"ver\"\"sions; 1\"")).ShouldBe(0);
        await workspace.Database.ExecuteAsync("DROP TABLE \"a; schema's\".\"ver\"\"sions; 1\"; DROP SCHEMA whimbrel CASCADE");
        (await workspace.Database.FingerprintAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task A_name_in_capitals_stays_in_capitals()
    {
        using var workspace = await Workspace.CreateAsync(await servers.MainAsync());
        workspace.ExtraConfig = "migrations: { version_table: public.SchemaVersions }";
        workspace.WriteMigration("1_Users", "CREATE TABLE \"Users\" (\"Id\" int PRIMARY KEY);", "DROP TABLE \"Users\";");

        (await workspace.RunAsync("migrate", "--yes")).ShouldEndWith(0);

        (await workspace.Database.ScalarAsync<string>("SELECT version FROM public.\"SchemaVersions\"")).ShouldBe("1");
        (await workspace.Database.HasTableAsync("\"Users\"")).ShouldBeTrue();
    }
}
