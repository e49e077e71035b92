using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Schema;

/// <summary>What an index is on, from CREATE INDEX and from a constraint.</summary>
internal static class IndexElements
{
    internal static IndexFacts Of(Node statement, RelationName table)
    {
        var facts = Of(Elements(statement.Items("indexParams"u8)), Elements(statement.Items("indexIncludingParams"u8)), table, statement.Flag("unique"u8));
        return facts with
        {
            IsPartial = statement.Child("whereClause"u8) is not null,
            Method = statement.Word("accessMethod"u8) ?? "btree",
            UsedColumns = Used(facts, Expressions(statement.Items("indexParams"u8)), statement.Child("whereClause"u8)),
        };
    }

    internal static IndexFacts Of(PendingConstraint pending, RelationName table)
    {
        var included = pending.Included.Select(name => ((string?)name, name));
        if (pending.Kind != "CONSTR_EXCLUSION")
            return Of(pending.Keys("keys"u8).Select(name => ((string?)name, name)), included, table, isUnique: true);

        var excluded = pending.Node.Items("exclusions"u8).Select(pair => pair.Unwrap().Body.Items("items"u8).First()).ToList();
        var facts = Of(Elements(excluded), included, table, isUnique: false);
        return facts with
        {
            IsPartial = pending.Node.Child("where_clause"u8) is not null,
            Method = pending.Node.Word("access_method"u8) ?? "btree",
            UsedColumns = Used(facts, Expressions(excluded), pending.Node.Child("where_clause"u8)),
        };
    }

    private static IndexFacts Of(IEnumerable<(string? Column, string Name)> keys, IEnumerable<(string? Column, string Name)> included, RelationName table, bool isUnique)
    {
        var (inOrder, added) = (keys.ToList(), included.ToList());
        return new IndexFacts(table, [.. inOrder.Select(k => k.Column)], isUnique)
        {
            Included = [.. added.Select(i => i.Name)],
            AttributeNames = Distinct(inOrder.Concat(added).Select(k => k.Name)),
            UsedColumns = [.. inOrder.Concat(added).Select(k => k.Column).OfType<string>().Distinct(StringComparer.Ordinal)],
        };
    }

    private static List<string> Used(IndexFacts facts, IEnumerable<Node> expressions, Node? condition)
    {
        var all = condition is { } where ? expressions.Append(where) : expressions;
        return [.. facts.UsedColumns.Concat(all.SelectMany(Schema.Expressions.Columns)).Distinct(StringComparer.Ordinal)];
    }

    private static IEnumerable<Node> Expressions(IEnumerable<Node> items) => items.Select(item => item.Unwrap().Body.Child("expr"u8)).OfType<Node>();

    private static IEnumerable<(string? Column, string Name)> Elements(IEnumerable<Node> items) =>
        items.Select(item => item.Unwrap().Body).Select(element => (
            element.Word("name"u8),
            element.Word("name"u8) ?? (element.Child("expr"u8) is { } expression ? Schema.Expressions.Name(expression) : null) ?? "expr"));

    /// <summary>The second of a name gets a number: expr, expr1.</summary>
    private static List<string> Distinct(IEnumerable<string> names)
    {
        var distinct = new List<string>();
        foreach (var name in names)
        {
            var free = name;
            for (var number = 1; distinct.Contains(free, StringComparer.Ordinal); number++)
                free = DefaultNames.Cut(name, DefaultNames.MaxBytes - number.ToString().Length) + number.ToString();
            distinct.Add(free);
        }

        return distinct;
    }
}
