using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Locks;

namespace Whimbrel.Sql.Rules.Tables;

/// <summary>ALTER TABLE … INHERIT or NO INHERIT.</summary>
internal sealed class ChangeInheritance : Rule
{
    internal override string Title => "queries on a table begin or cease to see the rows of another";

    internal override Severity Severity => Severity.Warning;

    internal override LockMode Lock => LockMode.AccessExclusive;

    internal override IReadOnlyList<string> Aliases => ["squawk:ban-detach-inheritance", "pgfence:inherit"];

    internal override IReadOnlyList<string> Kinds => ["AT_AddInherit", "AT_DropInherit"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        if (context.Existing("relation"u8) is not { } table)
            yield break;

        foreach (var command in context.Commands("AT_AddInherit", "AT_DropInherit"))
        {
            var parent = command.Child("def"u8)?.Child("RangeVar"u8)?.AsRelation();
            yield return context.About(
                table,
                command.Is("subtype"u8, "AT_AddInherit"u8)
                    ? $"from the commit on every SELECT, UPDATE and DELETE on {parent} takes the rows of {table} too, unless it says ONLY"
                    : $"from the commit on no query on {parent} finds the rows of {table}",
                "Use declarative partitioning, or make sure that every query on the parent means it.");
        }
    }
}
