using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Rules.Transactions;

/// <summary>A value that ALTER TYPE … ADD VALUE adds is used before it is committed.</summary>
internal sealed class NewEnumValueUsed : LookBackRule
{
    internal override string Title => "a new value of an enum is used in the transaction that adds it";

    internal override Severity Severity => Severity.Error;

    internal override IReadOnlyList<string> Aliases =>
        ["migrationpilot:MP012", "migrationpilot:MP054", "pgfence:alter-enum-add-value"];

    internal override IReadOnlyList<string> Kinds => ["AlterEnumStmt"];

    /// <summary>From this major on, the values of a type that is as young as the transaction can be used at once.</summary>
    private const int YoungTypes = 17;

    internal override IEnumerable<Found> CheckEnd(ScriptState script)
    {
        var isOpen = false;
        var added = new List<(string Value, string Type)>();
        var made = new HashSet<string>(StringComparer.Ordinal);
        foreach (var statement in script.Earlier.Select(e => e.Statement))
        {
            var (kind, body) = (statement.Kind, statement.Body);
            if (kind == "TransactionStmt" && body.Word("kind"u8) is var control and not ("TRANS_STMT_SAVEPOINT" or "TRANS_STMT_RELEASE" or "TRANS_STMT_ROLLBACK_TO"))
                (isOpen, added, made) = (control is "TRANS_STMT_BEGIN" or "TRANS_STMT_START", [], new HashSet<string>(StringComparer.Ordinal));
            else if (kind == "CreateEnumStmt" && script.ServerMajor >= YoungTypes)
                made.Add(body.DottedName("typeName"u8));
            else if (kind == "AlterEnumStmt" && isOpen && body.Child("oldVal"u8) is null && !made.Contains(body.DottedName("typeName"u8)))
                added.Add((body.Word("newVal"u8) ?? "", body.DottedName("typeName"u8)));
            else
                foreach (var used in added.Where(a => Uses(statement, a.Value)))
                    yield return Refused(statement, used.Value, used.Type);
        }
    }

    private static bool Uses(ParsedStatement statement, string value) =>
        statement.Text.Contains($"'{value.Replace("'", "''", StringComparison.Ordinal)}'", StringComparison.Ordinal);

    private static Found Refused(ParsedStatement statement, string value, string type) => new(
        $"PostgreSQL refuses '{value}' of {type} here: it can be used only when the transaction that added it has been committed",
        "End the transaction behind ADD VALUE.")
    {
        At = statement,
        Safe = "COMMIT;\nBEGIN;",
    };
}
