using Whimbrel.Sql.Rules;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Fixes;

/// <summary>One script on its way into safe migrations.</summary>
internal sealed class FixPass(Script script, DatabaseSchema schema, KnownTexts texts)
{
    /// <summary>Nothing that waits for a validation or an index matters to them; other statements come behind it.</summary>
    private static readonly HashSet<string> _independent = new(
        [
            "AlterTableStmt", "CommentStmt", "CompositeTypeStmt", "CreateDomainStmt", "CreateEnumStmt", "CreateExtensionStmt", "CreateFunctionStmt",
            "CreateSchemaStmt", "CreateSeqStmt", "CreateStmt", "CreateTrigStmt", "DropStmt", "GrantStmt", "IndexStmt", "ViewStmt",
        ],
        StringComparer.Ordinal);

    private static readonly string[] _rulesOfIndexes = ["create-index", "drop-index", "index-on-partitioned-table"];

    private readonly StepSequence _sequence = new(script.Path);
    private readonly Exceptions _exceptions = new(script.Directives);
    private readonly List<string> _settings = [];
    private readonly List<FixNote> _notFixed = [];
    private readonly List<FixNote> _notes = [];
    private string _lead = "";
    private bool _isFixed;

    internal void Take(WrittenStatement written)
    {
        _lead += written.Lead;
        switch (written.Tree.Kind)
        {
            case "TransactionStmt":
                if (written.Statement.Control == TransactionControl.Commit)
                    _sequence.End();
                return;
            case "VariableSetStmt":
                _settings.Add(written.Text);
                Learn(written);
                return;
        }

        var scope = new FixScope(schema, texts, _sequence.OpenName);
        if (!_independent.Contains(written.Tree.Kind))
            _sequence.End();
        foreach (var sequence in Sequences(scope, written))
            Add(sequence, written.Statement.Line);
    }

    internal FixedScript End(ParsedScript? rollback)
    {
        var migrations = _isFixed ? new MigrationTexts(script, new OldRollback(rollback), _settings, _notes).Write(_sequence.Groups()) : [];
        return new FixedScript(migrations, _notFixed, _notes);
    }

    /// <summary>The schema is changed by the statement on the way.</summary>
    private IReadOnlyList<SafeSequence> Sequences(FixScope scope, WrittenStatement written)
    {
        if (written.Tree is { Kind: "AlterTableStmt" } alter && alter.Body.Is("objtype"u8, "OBJECT_TABLE"u8))
            return new AlterTableFix(scope, written, _exceptions).Read();

        var fix = IsAllowed(written) ? null : ConcurrentIndex.Of(scope, written.Tree) ?? ConcurrentDrop.Of(scope, written.Tree);
        var kept = Kept(scope, written);
        Learn(written);
        return fix is null ? [kept] : fix.WhyNot is null ? [fix] : [fix, kept];
    }

    private void Add(SafeSequence sequence, int line)
    {
        if (sequence.WhyNot is { } why)
            _notFixed.Add(new FixNote(line, why));
        _notes.AddRange(sequence.Notes.Select(note => new FixNote(line, note)));
        if (sequence.Steps.Count == 0)
            return;

        _isFixed |= sequence.Steps.Any(s => s.What is not null);
        var first = sequence.Steps[0];
        _sequence.Add(sequence with { Steps = [first with { Up = [_lead + first.Up[0], .. first.Up.Skip(1)], Line = line }, .. sequence.Steps.Skip(1)] });
        _lead = "";
    }

    private static SafeSequence Kept(FixScope scope, WrittenStatement written)
    {
        var back = WayBack.Of(scope, written.Tree);
        var tables = written.Tree.Named.Relations.Select(scope.Schema.Resolve).ToList();
        var kind = written.Statement.RunsOutsideTransaction ? StepKind.Alone : StepKind.Quick;
        return new SafeSequence([new SafeStep(kind, tables, [written.Text], back is null ? [] : [back]) { KnowsWayBack = back is not null, IsAddition = written.Tree.Kind == "CreateStmt" }]);
    }

    private void Learn(WrittenStatement written)
    {
        texts.Learn(written.Tree, schema);
        SchemaChanges.Apply(written.Tree, schema, _sequence.OpenName);
    }

    private bool IsAllowed(WrittenStatement written) => _rulesOfIndexes.Any(rule => _exceptions.Allows(rule, written.Tree));
}
