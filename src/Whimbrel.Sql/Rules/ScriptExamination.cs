using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Locks;
using Whimbrel.Sql.Native;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Rules;

/// <summary>Takes scripts in the order in which they would run, and asks the rules about each statement; the schema goes from one to the next.</summary>
internal sealed class ScriptExamination(DatabaseSchema schema, int serverMajor, IReadOnlyList<Rule> rules)
{
    /// <summary>Every finding of one script, in the order of its lines.</summary>
    internal IReadOnlyList<Finding> Examine(string path, IReadOnlyList<ParsedStatement> statements)
    {
        var findings = new List<Finding>();
        var state = new ScriptState(path, schema, serverMajor) { RunsInRunnersTransaction = IsRunnersTransaction(statements) };
        foreach (var statement in statements)
        {
            var footprint = LockModel.Of(statement, schema, serverMajor);
            var context = new RuleContext(statement, footprint, state);
            foreach (var rule in rules.Where(r => r.Kinds.Count == 0 || r.Kinds.Contains(statement.Kind, StringComparer.Ordinal)))
                findings.AddRange(rule.Check(context).Select(found => FindingText.Of(rule, found, statement, footprint, path)));
            state.Pass(statement, footprint);
            SchemaChanges.Apply(statement, schema, path);
        }

        foreach (var rule in rules)
            findings.AddRange(rule.CheckEnd(state).Select(found => FindingText.Of(rule, found, found.At ?? (statements.Count > 0 ? statements[0] : null), Footprint.Nothing, path)));
        return [.. findings.OrderBy(f => f.Line).ThenBy(f => f.Column)];
    }

    /// <summary>The statements of a text, with their trees.</summary>
    internal static IReadOnlyList<ParsedStatement> Parse(string path, string text) => DeepStack.Run(() => ScriptReader.Parsed(new SourceText(path, text)));

    /// <summary>No transaction of its own, and nothing that cannot be in one: the runner makes it one.</summary>
    private static bool IsRunnersTransaction(IReadOnlyList<ParsedStatement> statements) =>
        !statements.Any(s => OutsideTransaction.Needs(s.Kind, s.Body)
            || (s.Kind == "TransactionStmt" && SessionState.Control(s.Body) is not (TransactionControl.Savepoint or TransactionControl.Release or TransactionControl.RollbackTo)));
}
