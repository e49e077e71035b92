using Npgsql;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Postgres.Beside;

namespace Whimbrel.Engine.PostgresTests.Postgres;

public sealed class BesideDatabaseTests(Servers servers)
{
    private const string Properties = "SELECT concat_ws(' ', pg_encoding_to_char(d.encoding), d.datcollate, d.datctype, to_jsonb(d) ->> 'datlocprovider', coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale'), to_jsonb(d) ->> 'daticurules', d.datconnlimit) FROM pg_database d WHERE d.datname = current_database()";

    private const string Order = "SELECT string_agg(w, ' ' ORDER BY w) FROM unnest(ARRAY['b', 'A', 'a', 'ä', 'B', 'z', 'g']) w";

    public static TheoryData<int, string, string> Locales => new()
    {
        { 14, "LC_COLLATE 'C' LC_CTYPE 'C.utf8'", "UTF8 C C.utf8" },
        { 14, "ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'", "LATIN1 C C" },
        { 15, "LOCALE 'C.utf8'", "UTF8 C.utf8 C.utf8 c" },
        { 15, "LOCALE_PROVIDER icu ICU_LOCALE 'de-DE'", "UTF8 C C i de-DE" },
        { 15, "LOCALE_PROVIDER icu ICU_LOCALE 'en-US' LC_COLLATE 'C' LC_CTYPE 'C.utf8'", "UTF8 C C.utf8 i en-US" },
        { 16, "LOCALE_PROVIDER icu ICU_LOCALE 'de-DE' ICU_RULES '&a < g'", "UTF8 C C i de-DE &a < g" },
        { 17, "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'", "UTF8 C C b C.UTF-8" },
        { 17, "LOCALE_PROVIDER icu ICU_LOCALE 'und-u-ks-level2'", "UTF8 C C i und-u-ks-level2" },
        { 18, "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'PG_UNICODE_FAST'", "UTF8 C C b PG_UNICODE_FAST" },
        { 18, "LOCALE_PROVIDER libc LOCALE 'C.utf8'", "UTF8 C.utf8 C.utf8 c" },
    };

    [Theory]
    [MemberData(nameof(Locales))]
    public async Task Has_the_encoding_the_provider_and_the_locales_of_the_one_it_is_like(int major, string options, string expected)
    {
        var server = await servers.GetAsync(major);
        var like = await server.CreateDatabaseAsync(null, "TEMPLATE template0 CONNECTION LIMIT 7 " + options);
        var beside = new TestDatabase(server, like.Name + "_restored");
        var address = ServerAddress.Parse($"postgresql://postgres:{PostgresServer.AdminPassword}@127.0.0.1:{server.Port}/postgres", new System.Collections.Hashtable());
        await using var database = await Database.ConnectAsync(address, "whimbrel test", TimeSpan.FromSeconds(5), CancellationToken.None);
        await using var session = await database.OpenForScriptAsync(CancellationToken.None);

        await BesideDatabase.CreateAsync(session, like.Name, beside.Name, CancellationToken.None);

        var properties = await AskAsync(like, Properties);
        properties.ShouldBe(expected + " 7");
        (await AskAsync(beside, Properties)).ShouldBe(properties);
        (await AskAsync(beside, Order)).ShouldBe(await AskAsync(like, Order));
        (await BesideDatabase.DropAsync(session, beside.Name, CancellationToken.None)).ShouldBeTrue();
    }

    private static async Task<string> AskAsync(TestDatabase database, string query)
    {
        await using var connection = await database.Server.OpenAsync(database.Name, "postgres", PostgresServer.AdminPassword);
        await using var command = new NpgsqlCommand(query, connection);
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
