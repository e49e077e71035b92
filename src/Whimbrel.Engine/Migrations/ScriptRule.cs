namespace Whimbrel.Engine.Migrations;

/// <summary>Something that is looked for in scripts.</summary>
/// <param name="Lock">The lock that it is about, or null.</param>
/// <param name="Aliases">The names that other tools have for it.</param>
public sealed record ScriptRule(string Id, string Title, string Severity, string? Lock, IReadOnlyList<string> Aliases)
{
    public static IReadOnlyList<ScriptRule> All { get; } =
    [
        new("syntax", "PostgreSQL's parser refuses the script", "error", null, []),
        new("unreadable", "the file cannot be read", "error", null, []),
        new("duplicate-version", "two files have one version", "error", null, []),
        new("orphan-script", "a rollback, data or verify script without its migration", "error", null, []),
        new("missing-rollback", "a migration without a way back", "error", null, []),
        new("no-statement", "a script of comments only", "error", null, []),
        new("transaction", "BEGIN and COMMIT do not pair, or hold what cannot be in a transaction", "error", null, ["squawk:ban-concurrent-index-creation-in-transaction", "squawk:transaction-nesting"]),
        new("copy-from-stdin", "COPY … FROM stdin, which is not supported yet", "error", null, []),
        new("destructive", "data are destroyed, and nobody has confirmed it", "warning", "AccessExclusiveLock", ["squawk:ban-drop-table", "squawk:ban-drop-column", "squawk:ban-drop-database"]),
        new("unmet-requires", "a version that it requires is neither applied nor pending before it", "error", null, []),
        new("out-of-order", "a version below the current one that was never applied", "error", null, []),
        new("changed-script", "a script that was changed after it was applied", "error", null, []),
        new("unknown-version", "a version that no file has", "error", null, []),
    ];

    public static string SeverityOf(string id) => All.FirstOrDefault(r => r.Id == id)?.Severity ?? "error";
}
