using Npgsql;

namespace Hosting.Application;

/// <summary>Answers 503 when the database does not, and leaves a line in the log.</summary>
internal static partial class DatabaseErrors
{
    public static async Task AnswerAsync(HttpContext context, RequestDelegate next, ILogger log)
    {
        try
        {
            await next(context);
        }
        catch (NpgsqlException error) when (!context.Response.HasStarted)
        {
            DatabaseFailed(log, context.Request.Method, context.Request.Path, error.SqlState ?? "no SQLSTATE", error.Message);
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path}: the database failed ({SqlState}): {Reason}")]
    private static partial void DatabaseFailed(ILogger log, string method, PathString path, string sqlState, string reason);
}
