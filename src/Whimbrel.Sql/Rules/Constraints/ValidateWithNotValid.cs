using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Locks;

namespace Whimbrel.Sql.Rules.Constraints;

/// <summary>VALIDATE CONSTRAINT in the script's own transaction that added it NOT VALID.</summary>
internal class ValidateWithNotValid : Rule
{
    internal override string Title => "a constraint is validated while its own ADD still holds the lock";

    internal override Severity Severity => Severity.Warning;

    internal override LockMode Lock => LockMode.AccessExclusive;

    internal override IReadOnlyList<string> Aliases => ["pgfence:not-valid-validate-same-tx", "squawk:constraint-missing-not-valid"];

    internal override IReadOnlyList<string> Kinds => ["AT_ValidateConstraint"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        if (context.Existing("relation"u8) is not { } table || !LooksAt(context.Script))
            yield break;

        foreach (var name in context.Commands("AT_ValidateConstraint").Select(c => c.Word("name"u8) ?? ""))
        {
            if (context.Script.InThisTransaction.Any(e => IsAddedBy(e.Statement, table, name)) || IsAddedBy(context.Statement, table, name))
            {
                yield return context.About(
                    table,
                    $"{name} is checked against every row of {table} while the lock of its ADD CONSTRAINT is still held: NOT VALID gains nothing",
                    "Validate in a transaction of its own.") with
                { Safe = Safe(table, name), Severity = context.BySize(table, Severity.Warning) };
            }
        }
    }

    protected virtual bool LooksAt(ScriptState script) => script.Begin is not null || !script.RunsInRunnersTransaction;

    private static bool IsAddedBy(ParsedStatement statement, RelationName table, string name) =>
        statement.Kind == "AlterTableStmt" && statement.Body.Relation("relation"u8) == table
        && statement.AddedConstraints.Any(c => c.Word("conname"u8) == name && c.Flag("skip_validation"u8));

    private static string Safe(RelationName table, string name) =>
        $"""
        COMMIT;
        ALTER TABLE {Identifier.Quote(table)} VALIDATE CONSTRAINT {Identifier.Quote(name)};
        """;
}
