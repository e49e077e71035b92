using Whimbrel.Sql;
using Whimbrel.Sql.Batches;

namespace Whimbrel.Engine.Migrations;

/// <summary>What of a script is done at once: one transaction, or one statement that cannot be in one.</summary>
/// <param name="Number">1, 2, 3 … in the script.</param>
/// <param name="Begin">The script's own BEGIN with its options, or null for a transaction that Whimbrel adds.</param>
public sealed record ScriptPart(int Number, bool IsTransaction, Statement? Begin, IReadOnlyList<Statement> Statements)
{
    /// <summary>One statement that is done in ranges of a key, each a transaction of its own.</summary>
    public bool IsBatched => Statements is [{ IsBatched: true }];

    /// <summary>What begins its transaction; an expectation looks at one moment.</summary>
    public string BeginText => Begin?.Text ?? (Statements is [{ Expects: not null }] ? "BEGIN ISOLATION LEVEL REPEATABLE READ" : "BEGIN");

    /// <summary>It only changes a setting of the session: a session that goes on with the script needs it again.</summary>
    public bool IsSessionSetting => Begin is null && Statements is [{ Kind: "VariableSetStmt" }];

    /// <summary>
    /// Cuts a script: without BEGIN and without statements that cannot be in a transaction it is one transaction;
    /// else each BEGIN … COMMIT is one, and each statement outside of them stands alone.
    /// </summary>
    /// <exception cref="ScriptException">For a transaction that is not closed, is undone, or holds what cannot be in one.</exception>
    public static IReadOnlyList<ScriptPart> Of(Script script)
    {
        var isWhole = script.Statements.All(s => s.Control is null or TransactionControl.Savepoint or TransactionControl.Release or TransactionControl.RollbackTo)
            && !script.Statements.Any(s => s.RunsOutsideTransaction || s.IsBatched)
            && !UsesNewEnumValue(script);
        return isWhole ? [new ScriptPart(1, IsTransaction: true, null, script.Statements)] : Cut(script);
    }

    private static List<ScriptPart> Cut(Script script)
    {
        var parts = new List<ScriptPart>();
        Statement? begin = null;
        var inside = new List<Statement>();
        foreach (var statement in script.Statements)
        {
            switch (statement.Control)
            {
                case TransactionControl.Begin when begin is null:
                    begin = statement;
                    break;
                case TransactionControl.Begin:
                    throw Problem(script, statement, $"BEGIN inside the transaction of line {begin!.Line}", "remove one of the two.");
                case TransactionControl.Commit when begin is null:
                    throw Problem(script, statement, "COMMIT without BEGIN", "remove it, or put BEGIN before the first statement.");
                case TransactionControl.Commit:
                    parts.Add(new ScriptPart(parts.Count + 1, IsTransaction: true, begin, [.. inside]));
                    begin = null;
                    inside.Clear();
                    break;
                case TransactionControl.Rollback or TransactionControl.Other:
                    throw Problem(script, statement, $"{statement.Summary} in a migration", "end a transaction with COMMIT; Whimbrel rolls back by itself when a statement fails.");
                default:
                    Add(script, parts, begin, inside, statement);
                    break;
            }
        }

        return begin is null ? parts : throw Problem(script, begin, "BEGIN without COMMIT: everything after it would be thrown away at the end of the file", "put COMMIT at the end.");
    }

    private static void Add(Script script, List<ScriptPart> parts, Statement? begin, List<Statement> inside, Statement statement)
    {
        if (statement is { RunsOutsideTransaction: true, Unresolved: { } variable })
        {
            throw Problem(script, statement, $"{statement.Summary} with the variable {variable}, whose value only the run knows", "write the name out: this statement runs alone, and is looked for again after a crash.");
        }

        if (statement.IsBatched)
        {
            AssertCut(script, statement, begin);
        }

        if (begin is null)
        {
            parts.Add(new ScriptPart(parts.Count + 1, !statement.RunsOutsideTransaction && !statement.IsBatched, null, [statement]));
            return;
        }

        if (statement.RunsOutsideTransaction)
        {
            throw Problem(script, statement, $"{statement.Summary} cannot run inside a transaction (BEGIN in line {begin.Line})", "put it after COMMIT, or in a migration of its own.");
        }

        inside.Add(statement);
    }

    private static void AssertCut(Script script, Statement statement, Statement? begin)
    {
        if (begin is not null)
        {
            throw Problem(script, statement, $"whimbrel:batch inside a transaction (BEGIN in line {begin.Line}): each batch is a transaction of its own", "remove BEGIN and COMMIT around it; what was to be checked in the same transaction can be said with whimbrel:expect.");
        }

        if (script.Statements.Any(s => s.SetsRole))
        {
            throw Problem(script, statement, "whimbrel:batch in a script that changes its role: how far the batches have come is written with our own rights", "run it as the user of database.url, or without batches.");
        }

        if (statement.Unresolved is null)
        {
            _ = BatchCut.Of(script, statement);
        }
    }

    /// <summary>A value that ALTER TYPE … ADD VALUE has just added cannot be used before it is committed.</summary>
    private static bool UsesNewEnumValue(Script script) =>
        script.Statements.Select((s, i) => (Value: s.NewEnumValue, Index: i))
            .Any(added => added.Value is { } value && script.Statements.Skip(added.Index + 1).Any(later => Mentions(later, value)));

    private static bool Mentions(Statement statement, string value) =>
        statement.Text.Contains($"'{value.Replace("'", "''", StringComparison.Ordinal)}'", StringComparison.Ordinal);

    private static ScriptException Problem(Script script, Statement at, string message, string hint) =>
        new(at.Path, at.Line, at.Column, message, script.SourceLineOf(at.Path, at.Line), hint);
}
