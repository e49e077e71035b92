namespace Whimbrel.Sql.Rules.Transactions;

/// <summary>SET without LOCAL that nothing takes back.</summary>
internal sealed class SettingLeftBehind : LookBackRule
{
    internal override string Title => "a setting goes on behind its migration";

    internal override Severity Severity => Severity.Info;

    internal override IReadOnlyList<string> Kinds => ["VariableSetStmt"];

    internal override IEnumerable<Found> CheckEnd(ScriptState script)
    {
        if (script.Of("DiscardStmt").Count > 0 || script.Of("VariableSetStmt").Any(s => s.Body.Is("kind"u8, "VAR_RESET_ALL"u8)))
            return [];

        return script.Of("VariableSetStmt").Where(s => IsSet(s) && !IsReset(script, s.Body.Word("name"u8))).Select(s => new Found(
            $"{s.Body.Word("name"u8)} stays as it is set here until the session ends, and what runs behind it depends on that",
            "Write SET LOCAL in a transaction, or RESET it at the end.")
        {
            At = s,
            Severity = s.Body.Word("name"u8) is "search_path" or "role" or "session_authorization" ? Severity.Warning : Severity.Info,
        });
    }

    /// <summary>Timeouts and what a client tells about itself change nothing that is stored.</summary>
    private static bool IsSet(ParsedStatement statement) =>
        statement.Body.Is("kind"u8, "VAR_SET_VALUE"u8) && !statement.Body.Flag("is_local"u8)
        && statement.Body.Word("name"u8) is { } name && !name.EndsWith("_timeout", StringComparison.Ordinal)
        && name is not ("client_encoding" or "client_min_messages" or "application_name" or "maintenance_work_mem" or "session_replication_role");

    private static bool IsReset(ScriptState script, string? name) =>
        script.Of("VariableSetStmt").Any(s => s.Body.Word("kind"u8) is "VAR_RESET" or "VAR_SET_DEFAULT" && s.Body.Word("name"u8) == name);
}
