using Whimbrel.Sql.Rules;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Fixes;

/// <summary>An ALTER TABLE, taken apart: safe commands stay together in their order, unsafe ones become their sequences.</summary>
internal sealed class AlterTableFix(FixScope scope, WrittenStatement written, Exceptions exceptions)
{
    private readonly List<SafeSequence> _sequences = [];
    private readonly List<TableCommand> _kept = [];
    private readonly List<string> _keptBack = [];
    private bool _keptKnowsWayBack = true;

    /// <summary>The sequences in their order; those without a step say why a command was kept.</summary>
    internal IReadOnlyList<SafeSequence> Read()
    {
        var commands = TableCommand.Of(written.Tree);
        foreach (var command in TableCommand.InServersOrder(commands))
            Take(command);
        if (commands.Count == 0)
            LearnWhole();
        Flush();

        // Where nothing is taken apart, the text stays as it was written, with its comments.
        return _sequences is [.. var reasons, { Steps: [{ What: null } only] } last] && reasons.TrueForAll(r => r.Steps.Count == 0)
            ? [.. reasons, last with { Steps = [only with { Up = [written.Text] }] }]
            : _sequences;
    }

    private void Take(TableCommand command)
    {
        var isAllowed = RuleOf(command) is { } rule && exceptions.Allows(rule, written.Tree);
        if (!isAllowed && AddedColumn.Of(scope, command) is { } column)
            TakeColumn(column);
        else if (!isAllowed && Fix(command) is { } sequence)
            Add(sequence, command);
        else
            Keep(command);
    }

    private void TakeColumn(AddedColumn column)
    {
        if (column.WhyNot is { } why)
        {
            Add(SafeSequence.None(why), column.Command);
            return;
        }

        Flush();
        AddWithComments(new SafeSequence([column.Step(scope)]), column.Command);
        Learn(column.Bare);
        foreach (var command in column.Behind())
            Take(command);
    }

    private SafeSequence? Fix(TableCommand command) =>
        NotValidConstraint.Of(scope, command) ?? NotNullByCheck.Of(scope, command) ?? ConstraintFromIndex.Of(scope, command) ?? TypeByColumn.Of(scope, command);

    private void Add(SafeSequence sequence, TableCommand command)
    {
        if (sequence.WhyNot is not null)
        {
            _sequences.Add(sequence);
            Keep(command);
            return;
        }

        Flush();
        AddWithComments(sequence, command);
        Learn(command);
    }

    private void AddWithComments(SafeSequence sequence, TableCommand command)
    {
        var first = sequence.Steps[0];
        _sequences.Add(sequence with { Steps = [first with { Up = [command.Lead + first.Up[0], .. first.Up.Skip(1)] }, .. sequence.Steps.Skip(1)] });
    }

    private void Keep(TableCommand command)
    {
        _kept.Add(command);
        if (WayBack.Of(scope, command) is { } back)
            _keptBack.Add(back);
        else
            _keptKnowsWayBack = false;
        Learn(command);
    }

    /// <summary>It cannot be told apart.</summary>
    private void LearnWhole()
    {
        SchemaChanges.Apply(written.Tree, scope.Schema, scope.Transaction);
        _sequences.Add(new SafeSequence([new SafeStep(StepKind.Quick, [], [written.Text], []) { KnowsWayBack = false, Line = written.Statement.Line }]));
    }

    private void Flush()
    {
        if (_kept.Count == 0)
            return;

        var text = $"{string.Concat(_kept.Select(c => c.Lead))}{_kept[0].Head} {string.Join(",\n    ", _kept.Select(c => c.Text))}";
        var isAddition = _kept.TrueForAll(c => c.Subtype is "AT_AddColumn" or "AT_ColumnDefault");
        _sequences.Add(new SafeSequence([new SafeStep(StepKind.Quick, [_kept[0].ResolvedIn(scope.Schema)], [text], [.. _keptBack.AsEnumerable().Reverse()]) { IsAddition = isAddition, KnowsWayBack = _keptKnowsWayBack, Line = written.Statement.Line }]));
        _kept.Clear();
        _keptBack.Clear();
        _keptKnowsWayBack = true;
    }

    private void Learn(TableCommand command)
    {
        scope.Texts.Learn(command.Statement, scope.Schema);
        SchemaChanges.Apply(command.Statement, scope.Schema, scope.Transaction);
    }

    /// <summary>The rule that would be excepted.</summary>
    private static string? RuleOf(TableCommand command) => (command.Subtype, command.Definition("Constraint"u8)?.Word("contype"u8)) switch
    {
        ("AT_AddConstraint", "CONSTR_FOREIGN") => "add-foreign-key",
        ("AT_AddConstraint", "CONSTR_CHECK") => "add-check",
        ("AT_AddConstraint", "CONSTR_UNIQUE") => "add-unique",
        ("AT_AddConstraint", "CONSTR_PRIMARY") => "add-primary-key",
        ("AT_SetNotNull", _) => "set-not-null",
        ("AT_AlterColumnType", _) => "change-column-type",
        ("AT_AddColumn", _) => "add-volatile-default",
        _ => null,
    };
}
