namespace Whimbrel.Sql.Rules.Data;

/// <summary>INSERT into a table in use without a list of columns.</summary>
internal sealed class InsertWithoutColumns : Rule
{
    internal override string Title => "an INSERT counts on the order of a table's columns";

    internal override Severity Severity => Severity.Info;

    internal override IReadOnlyList<string> Kinds => ["InsertStmt"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        if (context.Existing("relation"u8) is not { } table || context.Body.Child("cols"u8) is not null || context.Body.Child("selectStmt"u8) is null)
            return [];

        return
        [
            new Found($"the values go into the columns of {table} in the order in which this database happens to have them; a column more, and it fails or fills the wrong one", "Name the columns.")
            {
                Relation = context.Schema.Resolve(table),
            },
        ];
    }
}
