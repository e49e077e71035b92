using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Fixes;

/// <summary>SET NOT NULL: a CHECK that is NOT VALID, validated, trusted by SET NOT NULL, and dropped.</summary>
internal static class NotNullByCheck
{
    /// <summary>Not "not_null": PostgreSQL 18 gives that name to the constraint that SET NOT NULL makes.</summary>
    private const string Label = "is_not_null";

    internal static SafeSequence? Of(FixScope scope, TableCommand command)
    {
        if (command.Subtype != "AT_SetNotNull" || scope.IsNew(command.Table) || scope.IsNotNull(command.Table, command.Column))
            return null;

        var table = command.ResolvedIn(scope.Schema);
        var (check, column) = (Identifier.Quote(DefaultNames.OfConstraint(scope.Schema, table, command.Column, Label)), Identifier.Quote(command.Column));
        var add = $"ADD CONSTRAINT {check} CHECK ({column} IS NOT NULL) NOT VALID";
        return new SafeSequence(
        [
            new SafeStep(StepKind.Quick, [table], [$"{command.Head} {add}"], [$"{command.Head} DROP CONSTRAINT {check}"]) { What = $"add_{table.Name}_{command.Column}_{Label}", IsAddition = true },
            new SafeStep(StepKind.Validation, [table], [$"{command.Head} VALIDATE CONSTRAINT {check}"], []) { What = "validate", IsAddition = true },

            // Taken back together with the validation: IF EXISTS, because either may have been done.
            new SafeStep(
                StepKind.Quick,
                [table],
                [$"{command.Head} {command.Text}", $"{command.Head} DROP CONSTRAINT {check}"],
                [$"{command.Head} DROP CONSTRAINT IF EXISTS {check}, {add}, ALTER COLUMN {column} DROP NOT NULL"]) { What = "set_not_null", Joins = true, IsAddition = true },
        ]);
    }

    /// <summary>Of several columns at once: one transaction for all that is alike.</summary>
    internal static SafeSequence? Of(FixScope scope, TableCommand command, IEnumerable<string> columns)
    {
        var all = columns.Select(c => Of(scope, command.With($"ALTER COLUMN {Identifier.Quote(c)} SET NOT NULL"))).OfType<SafeSequence>().ToList();
        return all.Count == 0 ? null : new SafeSequence([.. all[0].Steps.Select((step, i) => step with
        {
            Up = [.. all.SelectMany(s => s.Steps[i].Up)],
            Down = [.. all.SelectMany(s => s.Steps[i].Down)],
        })]);
    }
}
