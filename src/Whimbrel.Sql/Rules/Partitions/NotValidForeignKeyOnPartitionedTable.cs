using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Rules.Partitions;

/// <summary>A foreign key of a partitioned table that is NOT VALID, before PostgreSQL 18.</summary>
internal sealed class NotValidForeignKeyOnPartitionedTable : Rule
{
    internal override string Title => "a partitioned table cannot have a foreign key that is NOT VALID";

    internal override Severity Severity => Severity.Error;

    internal override IReadOnlyList<string> Kinds => ["AT_AddColumn", "AT_AddConstraint"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        if (context.ServerMajor >= 18 || context.Body.Relation("relation"u8) is not { } table || context.Schema.Find(table)?.Kind != RelationKind.PartitionedTable)
            return [];

        return context.Statement.AddedConstraints.Where(c => c.Is("contype"u8, "CONSTR_FOREIGN"u8) && c.Flag("skip_validation"u8)).Select(c => context.About(
            table,
            $"PostgreSQL {context.ServerMajor} refuses NOT VALID for a foreign key of {table}, because it is partitioned",
            "Add it to each partition NOT VALID and validate it there; the parent's foreign key then takes these over without reading the rows."));
    }
}
