using Whimbrel.Cli.Output.Findings;
using Whimbrel.Engine.Migrations;
using Whimbrel.Sql.Rules;

namespace Whimbrel.Cli.Tests.Output.Findings;

/// <summary>Findings in scripts that lie in a folder of their own, as a check would have made them.</summary>
internal static class Given
{
    public static string Folder { get; } = Write();

    public static Finding DropColumn { get; } = new()
    {
        Rule = "drop-column",
        Severity = Severity.Warning,
        File = "migrations/1_a, 50%.sql",
        Line = 3,
        Column = 5,
        Message = "column theme of users and what is in it are gone for good; under AccessExclusiveLock every query on it waits",
        Hint = "Deploy the application without it first.",
        Lock = "AccessExclusiveLock",
        Relation = "public.users",
    };

    public static Finding Unreadable { get; } = new()
    {
        Rule = "unreadable-body",
        Severity = Severity.Error,
        File = "migrations/2_b.sql",
        Line = 1,
        Column = 1,
        Message = "the DO block runs, and cannot be looked at: it is written in plperl, which is not read",
        Hint = "Write it in SQL.",
        Safe = "SELECT 1;\n\nSELECT 2;",
    };

    public static Finding MissingRollback { get; } = new()
    {
        Rule = "missing-rollback",
        Severity = Severity.Info,
        File = "migrations/2_b.sql",
        Line = 1,
        Column = 1,
        Message = "2_b has no rollback script",
        Hint = "write 2_b_rollback.sql.",
    };

    public static CheckReport Report { get; } = Of(DropColumn, Unreadable, MissingRollback);

    public static CheckReport Of(params Finding[] findings) => CheckReport.Of(
        new ScriptCheckResult(2, 5, findings, 1, new Downtime(DowntimeType.Minimal, Path.Combine(Folder, "migrations/2_b.sql"), 1, "it writes the whole of public.users under AccessExclusiveLock")),
        Folder);

    private static string Write()
    {
        var folder = Directory.CreateTempSubdirectory("whimbrel-test-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        _ = Directory.CreateDirectory(Path.Combine(folder, "migrations"));
        File.WriteAllText(Path.Combine(folder, "migrations/1_a, 50%.sql"), "BEGIN;\r\n\r\n\té\t ALTER TABLE users DROP COLUMN theme;\r\n");
        File.WriteAllText(Path.Combine(folder, "migrations/2_b.sql"), "DO LANGUAGE plperl $$ 1 $$;\n");
        return folder;
    }
}
