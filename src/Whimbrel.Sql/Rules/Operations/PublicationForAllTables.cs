namespace Whimbrel.Sql.Rules.Operations;

/// <summary>CREATE PUBLICATION … FOR ALL TABLES.</summary>
internal sealed class PublicationForAllTables : Rule
{
    internal override string Title => "every table is published, also those without a key";

    internal override Severity Severity => Severity.Warning;

    internal override IReadOnlyList<string> Kinds => ["CreatePublicationStmt"];

    internal override IEnumerable<Found> Check(RuleContext context) =>
        context.Body.Flag("for_all_tables"u8)
            ? [new Found("UPDATE and DELETE fail at once on every table that has no primary key and no replica identity, and on each such table that is made later", "Name the tables or the schema, or publish INSERT alone where there is no key.")]
            : [];
}
