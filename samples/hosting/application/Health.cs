using Npgsql;

namespace Hosting.Application;

/// <summary>GET /health: 200 when the database answers within two seconds, else 503.</summary>
internal static class Health
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static async Task<IResult> GetAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            await using var command = database.CreateCommand("SELECT 1");
            await command.ExecuteScalarAsync(patience.Token);
            return Results.Ok(new { status = "ok" });
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return Results.Json(new { status = "the database is slow" }, statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}
