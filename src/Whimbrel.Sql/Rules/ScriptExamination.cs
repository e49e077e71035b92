using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Locks;
using Whimbrel.Sql.PlPgSql;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Rules;

/// <summary>What is found in one script.</summary>
/// <param name="Allowed">How many findings were excepted by <c>-- whimbrel:allow</c>.</param>
/// <param name="Locks">On relations that were there before the script: each once, with the strongest mode.</param>
/// <param name="StatementLocks">The same for each of the script's statements, with what it runs inside.</param>
public sealed record ExaminedScript(
    IReadOnlyList<Finding> Findings, int Allowed, Downtime Downtime, IReadOnlyList<RelationLock> Locks, IReadOnlyList<IReadOnlyList<RelationLock>> StatementLocks);

/// <summary>Whether a script goes forward or back: what a rollback drops is meant to go.</summary>
public enum ScriptRole
{
    Forward,
    Rollback,
}

/// <summary>Takes scripts in the order in which they would run, and asks the rules about each statement; the schema goes from one to the next.</summary>
public sealed class ScriptExamination(DatabaseSchema schema, CheckOptions options)
{
    private readonly RuleSet _forward = new(options, ScriptRole.Forward);
    private readonly RuleSet _rollback = new(options, ScriptRole.Rollback);

    /// <summary>Every finding of one script, in the order of its lines.</summary>
    public ExaminedScript Examine(ParsedScript script, ScriptRole role)
    {
        ArgumentNullException.ThrowIfNull(script);
        var rules = role == ScriptRole.Forward ? _forward : _rollback;
        var state = new ScriptState(script.Script.Path, schema, options.ServerMajor)
        {
            RunsInRunnersTransaction = IsRunnersTransaction(script.Statements),
            Batched = script.Script.Statements.Where(s => s.IsBatched).Select(s => (s.Path, s.Line)).ToHashSet(),
        };
        var pass = new ExaminationPass(script.Script, rules, state);
        var routines = new Routines();
        foreach (var statement in script.Statements.Where(s => !s.GoesOn))
        {
            Pass(statement, statement);

            // What it runs inside counts as if it stood there, right behind the call; a branch as if it were taken.
            foreach (var inner in routines.InnerStatements(statement))
                Pass(inner, statement);
            routines.Pass(statement);
        }

        var examined = pass.End(script.Statements);
        SchemaChanges.EndScript(schema);
        return examined;

        void Pass(ParsedStatement runs, ParsedStatement caller)
        {
            var footprint = LockModel.Of(runs, schema, options.ServerMajor);
            pass.Look(runs, footprint, caller);
            state.Pass(runs, footprint);
            if (role == ScriptRole.Forward)
                SchemaChanges.Apply(runs, schema, script.Script.Path);
        }
    }

    /// <summary>Without the findings that a later script has made good: an index that a migration of its own builds.</summary>
    public IReadOnlyList<Finding> StillTrue(IReadOnlyList<Finding> findings) => [.. findings.Where(f => f.IsMendedBy?.Invoke(schema) != true)];

    /// <summary>No transaction of its own, and nothing that cannot be in one: the runner makes it one.</summary>
    private static bool IsRunnersTransaction(IReadOnlyList<ParsedStatement> statements) =>
        !statements.Any(s => s.RunsOutsideTransaction
            || (s.Kind == "TransactionStmt" && SessionState.Control(s.Body) is not (TransactionControl.Savepoint or TransactionControl.Release or TransactionControl.RollbackTo)));
}
