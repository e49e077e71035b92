namespace Whimbrel.Engine.Postgres.Beside;

/// <summary>Where one stands to make, rename and drop databases: in none of them.</summary>
internal static class MaintenanceDatabase
{
    private static readonly string[] _names = ["postgres", "template1"];

    /// <summary>Connects to <c>postgres</c>, else to <c>template1</c>.</summary>
    internal static async Task<Database> ConnectAsync(ServerAddress address, string applicationName, CancellationToken ct)
    {
        OperatorException? first = null;
        foreach (var name in _names.Where(n => n != address.Database))
        {
            try
            {
                return await Database.ConnectAsync(address with { Database = name }, applicationName, TimeSpan.FromSeconds(5), ct);
            }
            catch (OperatorException e)
            {
                first ??= e;
            }
        }

        throw new OperatorException(first!.Message, "a database is made and renamed from another one: let our user connect to the database postgres (GRANT CONNECT, pg_hba.conf).", ExitCode.Refused, first);
    }
}
