using Whimbrel.Sql.PlPgSql;

namespace Whimbrel.Sql.Rules.Objects;

/// <summary>EXECUTE of a text that is put together when it runs.</summary>
internal sealed class DynamicSql : Rule
{
    private const int Longest = 80;

    internal override string Title => "SQL is put together and executed when the script runs: its locks are not known before";

    internal override Severity Severity => Severity.Warning;

    internal override IReadOnlyList<string> Kinds => [RoutineBody.DynamicKind];

    internal override IEnumerable<Found> Check(RuleContext context) =>
    [
        new($"the {context.Statement.Inside} executes {Shown(context.Statement.Text)}: what that will be, and which locks it takes, is known only when it runs",
            "Write the statements out where their names are known; else look at the rehearsal, which measures the locks that they really take."),
    ];

    private static string Shown(string expression)
    {
        var line = string.Join(' ', expression.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= Longest ? line : $"{line[..(Longest - 1)]}…";
    }
}
