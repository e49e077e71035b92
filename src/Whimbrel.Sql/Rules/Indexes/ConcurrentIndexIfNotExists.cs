namespace Whimbrel.Sql.Rules.Indexes;

/// <summary>CREATE INDEX CONCURRENTLY IF NOT EXISTS.</summary>
internal sealed class ConcurrentIndexIfNotExists : Rule
{
    internal override string Title => "IF NOT EXISTS is content with an INVALID index";

    internal override Severity Severity => Severity.Info;

    internal override IReadOnlyList<string> Aliases => ["migrationpilot:MP070"];

    internal override IReadOnlyList<string> Kinds => ["IndexStmt"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        if (!context.Body.Flag("concurrent"u8) || !context.Body.Flag("if_not_exists"u8))
            return [];

        var name = context.Body.Word("idxname"u8) ?? "";
        return
        [
            new Found(
                $"if an earlier build of {name} was broken off, an INVALID index of that name is there: any other tool takes it for done (Whimbrel builds it anew)",
                "Drop it first where the script may also be run by hand.")
            { Safe = $"DROP INDEX CONCURRENTLY IF EXISTS {Identifier.Quote(name)};\n{context.Statement.Text};" },
        ];
    }
}
