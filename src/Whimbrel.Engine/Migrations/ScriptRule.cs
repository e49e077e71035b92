using Whimbrel.Sql.Rules;

namespace Whimbrel.Engine.Migrations;

/// <summary>What is looked for in the files of migrations, beside the rules about their SQL.</summary>
public static class ScriptRule
{
    public static IReadOnlyList<RuleFacts> OfFiles { get; } =
    [
        Error("syntax", "PostgreSQL's parser refuses the script", "squawk:syntax-error"),
        Error("unreadable", "the file cannot be read"),
        Error("duplicate-version", "two files have one version"),
        Error("orphan-script", "a rollback, data or verify script without its migration"),
        Error("missing-rollback", "a migration without a way back"),
        Error("no-statement", "a script of comments only"),
        Error("transaction", "BEGIN and COMMIT do not pair, or hold what cannot be in a transaction"),
        Error("psql-command", "a command of psql that cannot be honoured here"),
        new("destructive", "data are destroyed, and nobody has confirmed it", Severity.Warning, "AccessExclusiveLock", []),
        Error("unmet-requires", "a version that it requires is neither applied nor pending before it"),
        Error("out-of-order", "a version below the current one that was never applied"),
        Error("changed-script", "a script that was changed after it was applied"),
        Error("unknown-version", "a version that no file has"),
    ];

    /// <summary>Those of the files, then those of SQL.</summary>
    public static IReadOnlyList<RuleFacts> All { get; } = [.. OfFiles, .. RuleFacts.OfSql];

    public static Severity SeverityOf(string id) => OfFiles.FirstOrDefault(r => r.Id == id)?.Severity ?? Severity.Error;

    private static RuleFacts Error(string id, string title, params string[] aliases) => new(id, title, Severity.Error, null, aliases);
}
