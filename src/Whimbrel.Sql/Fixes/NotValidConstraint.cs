using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Fixes;

/// <summary>ADD FOREIGN KEY, ADD CHECK: NOT VALID, then validated.</summary>
internal static class NotValidConstraint
{
    internal static SafeSequence? Of(FixScope scope, TableCommand command)
    {
        if (command.Definition("Constraint"u8) is not { } constraint || constraint.Word("contype"u8) is not ("CONSTR_FOREIGN" or "CONSTR_CHECK") || constraint.Flag("skip_validation"u8) || scope.IsNew(command.Table))
            return null;

        var isForeignKey = constraint.Is("contype"u8, "CONSTR_FOREIGN"u8);
        if (isForeignKey && scope.IsPartitioned(command.Table))
            return SafeSequence.None($"{command.Table} is partitioned, and PostgreSQL before 18 takes no NOT VALID foreign key there: add it to each partition NOT VALID, validate these, and then add it to {command.Table}");

        var name = scope.NameOf(command, constraint);
        var referenced = constraint.Relation("pktable"u8) is { } target ? scope.Schema.Resolve(target) : command.ResolvedIn(scope.Schema);
        return Sequence(command, name, command.Named(name), [command.ResolvedIn(scope.Schema), referenced]);
    }

    private static SafeSequence Sequence(TableCommand command, string name, string text, IReadOnlyList<RelationName> tables)
    {
        var quoted = Identifier.Quote(name);
        return new SafeSequence(
        [
            new SafeStep(StepKind.Quick, tables, [$"{command.Head} {text} NOT VALID"], [$"{command.Head} DROP CONSTRAINT {quoted}"]) { What = $"add_{name}", IsAddition = true },
            new SafeStep(StepKind.Validation, tables, [$"{command.Head} VALIDATE CONSTRAINT {quoted}"], [$"{command.Head} DROP CONSTRAINT {quoted}, {text} NOT VALID"]) { What = "validate", IsAddition = true },
        ]);
    }
}
