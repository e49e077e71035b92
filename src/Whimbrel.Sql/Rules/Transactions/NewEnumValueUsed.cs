using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Rules.Transactions;

/// <summary>A value that ALTER TYPE … ADD VALUE adds is used before it is committed.</summary>
internal sealed class NewEnumValueUsed : Rule
{
    internal override string Title => "a new value of an enum is used in the transaction that adds it";

    internal override Severity Severity => Severity.Error;

    internal override IReadOnlyList<string> Aliases =>
        ["migrationpilot:MP012", "migrationpilot:MP054", "pgfence:alter-enum-add-value"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        if (context.Script.Begin is null || context.Statement.Kind is "TransactionStmt" or "AlterEnumStmt")
            yield break;

        foreach (var added in context.Script.InThisTransaction.Select(e => e.Statement).Where(s => s.Kind == "AlterEnumStmt" && s.Body.Child("oldVal"u8) is null))
        {
            var (value, type) = (added.Body.Word("newVal"u8) ?? "", added.Body.DottedName("typeName"u8));
            if (context.Statement.Text.Contains($"'{value.Replace("'", "''", StringComparison.Ordinal)}'", StringComparison.Ordinal) && !IsMadeHere(context, type))
                yield return new Found($"PostgreSQL refuses '{value}' of {type} here: it can be used only when the transaction that added it has been committed", "End the transaction behind ADD VALUE.") { Safe = "COMMIT;\nBEGIN;" };
        }
    }

    /// <summary>Since PostgreSQL 17, the values of a type that is as young as the transaction can be used at once.</summary>
    private static bool IsMadeHere(RuleContext context, string type) =>
        context.ServerMajor >= 17 && context.Script.InThisTransaction.Any(e => e.Statement.Kind == "CreateEnumStmt" && e.Statement.Body.DottedName("typeName"u8) == type);
}
