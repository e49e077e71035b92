using Whimbrel.Sql.Locks;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Rules.Columns;

/// <summary>ALTER COLUMN … DROP DEFAULT on a column that must not be null.</summary>
internal sealed class DropDefault : Rule
{
    internal override string Title => "a NOT NULL column loses its default";

    internal override Severity Severity => Severity.Warning;

    internal override LockMode Lock => LockMode.AccessExclusive;

    internal override bool BreaksApplication => true;

    internal override IReadOnlyList<string> Aliases => ["squawk:ban-drop-default"];

    internal override IReadOnlyList<string> Kinds => ["AT_ColumnDefault"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        if (context.Existing("relation"u8) is not { } table)
            return [];

        return context.Commands("AT_ColumnDefault")
            .Where(command => command.Child("def"u8) is null && IsNeeded(context.Schema.Find(table)?.Column(command.Word("name"u8) ?? "")))
            .Select(command => context.About(
                table,
                $"INSERT into {table} without a value for {command.Word("name"u8)}, which is NOT NULL, fails",
                "Let the application give the value first."));
    }

    private static bool IsNeeded(Column? column) => column is { NotNull: true, HasDefault: true };
}
