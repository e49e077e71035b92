using Whimbrel.Sql.PlPgSql;

namespace Whimbrel.Sql.Rules.Objects;

/// <summary>A routine that the script runs, and whose body cannot be looked at.</summary>
internal sealed class UnreadableBody : Rule
{
    internal override string Title => "code runs whose SQL cannot be seen, so neither its locks nor its dangers are known";

    internal override Severity Severity => Severity.Warning;

    internal override IReadOnlyList<string> Kinds => [RoutineBody.UnreadKind];

    internal override IEnumerable<Found> Check(RuleContext context) =>
    [
        new($"the {context.Statement.Inside} runs, and cannot be looked at: {context.Statement.Text}",
            "Write it in SQL or PL/pgSQL if you can; else look at the rehearsal, which measures the locks that it really takes."),
    ];
}
