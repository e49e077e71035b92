namespace Whimbrel.Sql.Rules.Operations;

/// <summary>ALTER SYSTEM.</summary>
internal sealed class AlterSystem : Rule
{
    internal override string Title => "a migration changes the configuration of the whole server";

    internal override Severity Severity => Severity.Error;

    internal override IReadOnlyList<string> Aliases => ["squawk:ban-alter-system-options"];

    internal override IReadOnlyList<string> Kinds => ["AlterSystemStmt"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        var name = context.Body.Child("setstmt"u8)?.Word("name"u8) ?? "everything";
        return
        [
            new Found(
                $"{name} is changed for all databases of the server in a file that no backup of this database has, and counts only after a reload or a restart",
                "Keep the server's configuration where the server is set up; ALTER DATABASE … SET is the most that belongs here."),
        ];
    }
}
