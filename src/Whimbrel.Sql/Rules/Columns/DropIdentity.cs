using Whimbrel.Sql.Locks;

namespace Whimbrel.Sql.Rules.Columns;

/// <summary>ALTER COLUMN … DROP IDENTITY.</summary>
internal sealed class DropIdentity : Rule
{
    internal override string Title => "a column no longer numbers its rows by itself";

    internal override Severity Severity => Severity.Error;

    internal override LockMode Lock => LockMode.AccessExclusive;

    internal override bool BreaksApplication => true;

    internal override IReadOnlyList<string> Aliases => ["squawk:ban-alter-identity"];

    internal override IReadOnlyList<string> Kinds => ["AT_DropIdentity"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        if (context.Existing("relation"u8) is not { } table)
            return [];

        return context.Commands("AT_DropIdentity").Select(command => context.About(
            table,
            $"INSERT into {table} without a value for {command.Word("name"u8)} fails, and the sequence behind it is gone with the number it had reached",
            "Let the application give the values first."));
    }
}
