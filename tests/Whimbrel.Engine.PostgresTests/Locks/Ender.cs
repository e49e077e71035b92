using Whimbrel.Engine.Locks;
using Whimbrel.Engine.Postgres;

namespace Whimbrel.Engine.PostgresTests.Locks;

/// <summary>Who ends others.</summary>
internal sealed class Ender(Database database, Session session) : IAsyncDisposable
{
    public Session Session => session;

    public SessionEnding Ending { get; } = new(session);

    public static Task<Ender> ConnectAsync(TestDatabase database) =>
        ConnectAsync(new ServerAddress("127.0.0.1", database.Server.Port, database.Name, PostgresServer.Role) { Password = PostgresServer.RolePassword });

    public static async Task<Ender> ConnectAsync(ServerAddress address)
    {
        var database = await Database.ConnectAsync(address, "whimbrel locks", TimeSpan.FromMilliseconds(100), CancellationToken.None);
        return new Ender(database, await database.OpenAsync(CancellationToken.None));
    }

    public async ValueTask DisposeAsync()
    {
        await session.DisposeAsync();
        await database.DisposeAsync();
    }
}
