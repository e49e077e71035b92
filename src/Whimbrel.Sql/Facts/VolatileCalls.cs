namespace Whimbrel.Sql.Facts;

/// <summary>Calls whose answer is another one tomorrow, or in another session.</summary>
internal static class VolatileCalls
{
    /// <summary>Of PostgreSQL's own functions those that are not IMMUTABLE and turn up in conditions on rows.</summary>
    private static readonly HashSet<string> _names = new(
        [
            "now", "clock_timestamp", "statement_timestamp", "transaction_timestamp", "timeofday", "age",
            "random", "gen_random_uuid", "uuid_generate_v1", "uuid_generate_v4", "uuidv4", "uuidv7",
            "nextval", "currval", "lastval", "txid_current", "pg_current_xact_id", "current_setting", "pg_backend_pid",
        ],
        StringComparer.Ordinal);

    /// <summary>As the script writes them: now(), CURRENT_DATE.</summary>
    internal static IEnumerable<string> In(Node expression) =>
        expression.Calls().Where(_names.Contains).Select(name => $"{name}()")
            .Concat(expression.All("SQLValueFunction"u8).Select(value => (value.Word("op"u8) ?? "").Replace("SVFOP_", "", StringComparison.Ordinal)));
}
