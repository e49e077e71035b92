namespace Whimbrel.EndToEndTests;

/// <summary>The classic: a transaction that is left open, a migration behind it, and an application behind the migration.</summary>
internal sealed class Jam : IAsyncDisposable
{
    private readonly Client _root;
    private readonly Client _migration;
    private readonly Client _reader;

    private Jam(Client root, Client migration, Client reader) => (_root, _migration, _reader) = (root, migration, reader);

    public int Root => _root.Pid;

    public int Migration => _migration.Pid;

    public int Reader => _reader.Pid;

    /// <param name="first">What the open transaction did last.</param>
    public static async Task<Jam> MakeAsync(TestDatabase database, string first) => new(
        await Client.DoneAsync(database, $"BEGIN; {first}"),
        await Client.WaitingAsync(database, "ALTER TABLE users ADD COLUMN jammed int"),
        await Client.WaitingAsync(database, "SELECT count(*) FROM users"));

    /// <summary>Nobody waits any more.</summary>
    public Task IsOverAsync() => Task.WhenAll(_migration.Work, _reader.Work).WaitAsync(TimeSpan.FromSeconds(10));

    public async ValueTask DisposeAsync()
    {
        await _root.DisposeAsync();
        await _migration.DisposeAsync();
        await _reader.DisposeAsync();
    }
}
