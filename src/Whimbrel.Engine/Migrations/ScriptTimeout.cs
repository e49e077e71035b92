using Whimbrel.Engine.Settings;
using Whimbrel.Sql;

namespace Whimbrel.Engine.Migrations;

/// <summary>The bound that a script sets on each of its statements: <c>-- whimbrel:timeout 30min</c>.</summary>
internal static class ScriptTimeout
{
    /// <summary>In milliseconds, as the server's statement_timeout takes it; null where the script sets none.</summary>
    public static long? MillisecondsOf(Script script) =>
        script.Directives.LastOrDefault(d => d.Name == "timeout") is { } timeout && Duration.TryParse(timeout.Argument, out var limit) ? (long)limit.TotalMilliseconds : null;
}
