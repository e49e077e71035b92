using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Locks;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Rules.Data;

/// <summary>TRUNCATE … CASCADE.</summary>
internal sealed class TruncateCascade : Rule
{
    internal override string Title => "tables are emptied that the statement does not name";

    internal override Severity Severity => Severity.Error;

    internal override LockMode Lock => LockMode.AccessExclusive;

    internal override IReadOnlyList<string> Aliases =>
        ["squawk:ban-truncate-cascade", "pgfence:truncate-cascade", "migrationpilot:MP036"];

    internal override IReadOnlyList<string> Kinds => ["TruncateStmt"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        var named = context.Body.Items("relations"u8).Select(item => item.Unwrap().Body.AsRelation()).OfType<RelationName>().ToList();
        if (!context.Body.Is("behavior"u8, "DROP_CASCADE"u8) || named.All(table => context.IsNew(table)))
            return [];

        var others = Referring(context.Schema, [.. named.Select(context.Schema.Resolve)]);
        var which = others.Count > 0 ? string.Join(", ", others) : "every table with a foreign key to them, and every table with one to those";
        return
        [
            context.About(
                named[0],
                $"not only {string.Join(", ", named)} is emptied, but {which} too",
                "Name the tables that are meant, and leave CASCADE away.") with
            {
                Safe = $"TRUNCATE {string.Join(", ", named.Concat(others).Select(Identifier.Quote))};",
            },
        ];
    }

    /// <summary>The tables that refer to these, and those that refer to them in turn.</summary>
    private static List<RelationName> Referring(DatabaseSchema schema, HashSet<RelationName> emptied)
    {
        var found = new List<RelationName>();
        for (var next = schema.Relations.FirstOrDefault(IsNext); next is not null; next = schema.Relations.FirstOrDefault(IsNext))
        {
            _ = emptied.Add(next.Name);
            found.Add(next.Name);
        }

        return found;

        bool IsNext(Relation table) => !emptied.Contains(table.Name) && table.Constraints.Any(c => c.References is { } other
            && emptied.Contains(schema.Resolve(other)));
    }
}
