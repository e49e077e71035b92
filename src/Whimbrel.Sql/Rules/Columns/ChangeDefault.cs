using Whimbrel.Sql.Locks;

namespace Whimbrel.Sql.Rules.Columns;

/// <summary>ALTER COLUMN … SET DEFAULT.</summary>
internal sealed class ChangeDefault : Rule
{
    internal override string Title => "a column gets another default, for new rows alone";

    internal override Severity Severity => Severity.Info;

    internal override LockMode Lock => LockMode.AccessExclusive;

    internal override bool IsStyle => true;

    internal override IReadOnlyList<string> Aliases => ["squawk:ban-set-default", "strong_migrations:change_column_default"];

    internal override IReadOnlyList<string> Kinds => ["AT_ColumnDefault"];

    internal override IEnumerable<Found> Check(RuleContext context) => context.Existing("relation"u8) is { } table
        ? context.Commands("AT_ColumnDefault").Where(command => command.Child("def"u8) is not null).Select(command => context.About(
            table,
            $"rows that leave {command.Word("name"u8)} out get the new default from now on; the rows of {table} that are there keep what they hold",
            "See that no version of the application still counts on the old one."))
        : [];
}
