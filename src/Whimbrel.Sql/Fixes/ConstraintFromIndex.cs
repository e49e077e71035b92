using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Fixes;

/// <summary>ADD UNIQUE, ADD PRIMARY KEY: the index is built CONCURRENTLY, and the constraint made from it.</summary>
internal static class ConstraintFromIndex
{
    internal static SafeSequence? Of(FixScope scope, TableCommand command)
    {
        if (command.Definition("Constraint"u8) is not { } constraint || constraint.Word("contype"u8) is not ("CONSTR_UNIQUE" or "CONSTR_PRIMARY") || constraint.Child("indexname"u8) is not null || scope.IsNew(command.Table))
            return null;
        if (scope.IsPartitioned(command.Table))
            return SafeSequence.None($"{command.Table} is partitioned, and a constraint on a partitioned table cannot be made from an index: add it to each partition from an index that was built CONCURRENTLY, and then to {command.Table}");
        if (command.IfExists && !scope.IsKnown(command.Table))
            return SafeSequence.None($"whether {command.Table} exists only the database knows, and CREATE INDEX cannot ask: leave out IF EXISTS");

        var columns = constraint.NameParts("keys"u8);
        var isPrimary = constraint.Is("contype"u8, "CONSTR_PRIMARY"u8);
        var notNull = isPrimary ? NotNullByCheck.Of(scope, command, columns) : null;
        var steps = Steps(command, constraint, scope.NameOf(command, constraint), columns, command.ResolvedIn(scope.Schema));
        return new SafeSequence([.. notNull?.Steps ?? [], .. steps])
        {
            Notes = notNull is not null && !scope.IsKnown(command.Table)
                ? [$"whether {string.Join(", ", columns)} of {command.Table} may be null is not known here: where it is NOT NULL already, leave the CHECK out, and the DROP NOT NULL of its rollback"]
                : [],
        };
    }

    private static SafeStep[] Steps(TableCommand command, Node constraint, string name, List<string> columns, RelationName table)
    {
        var quoted = Identifier.Quote(name);
        var kind = constraint.Is("contype"u8, "CONSTR_PRIMARY"u8) ? "PRIMARY KEY" : "UNIQUE";
        return
        [
            new SafeStep(StepKind.Alone, [table], [$"CREATE UNIQUE INDEX CONCURRENTLY {quoted} ON {command.Quoted} ({Names(columns)}){Rest(command, constraint)}"], [$"-- whimbrel:allow drop-index-behind-constraint \"its constraint is dropped before\"\nDROP INDEX CONCURRENTLY IF EXISTS {Identifier.Quote(command.Table with { Name = name })}"]) { What = $"index_{name}" },
            new SafeStep(StepKind.Quick, [table], [$"{command.Head} ADD CONSTRAINT {quoted} {kind} USING INDEX {quoted}{Deferrable(constraint)}"], [$"{command.Head} DROP CONSTRAINT IF EXISTS {quoted}"]) { What = $"add_{name}", Joins = true },
        ];
    }

    private static string Rest(TableCommand command, Node constraint)
    {
        var included = constraint.NameParts("including"u8);
        return (included.Count > 0 ? $" INCLUDE ({Names(included)})" : "")
            + (constraint.Flag("nulls_not_distinct"u8) ? " NULLS NOT DISTINCT" : "")
            + (constraint.Child("options"u8) is not null ? $" {WithOptions(command.Text)}" : "")
            + (constraint.Word("indexspace"u8) is { } space ? $" TABLESPACE {Identifier.Quote(space)}" : "");
    }

    private static string Deferrable(Node constraint) =>
        (constraint.Flag("deferrable"u8) ? " DEFERRABLE" : "") + (constraint.Flag("initdeferred"u8) ? " INITIALLY DEFERRED" : "");

    private static string Names(IEnumerable<string> columns) => string.Join(", ", columns.Select(Identifier.Quote));

    /// <summary>WITH (fillfactor = 70), as it is written.</summary>
    private static string WithOptions(string text)
    {
        var tokens = SqlText.Tokens(text);
        var with = tokens.FindIndex(t => SqlText.Is(text, t, "WITH"));
        var close = tokens.FindIndex(with, t => SqlText.Is(text, t, ")"));
        return text[tokens[with].Start..tokens[close].End];
    }
}
