using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Schema;

/// <summary>CREATE TABLE (LIKE other INCLUDING …).</summary>
internal static class LikeChange
{
    // TableLikeOption of the parser.
    private const int Constraints = 1 << 2;
    private const int Defaults = 1 << 3;
    private const int Generated = 1 << 4;
    private const int Identity = 1 << 5;
    private const int Indexes = 1 << 6;

    internal static Column Copy(Change change, RelationName table, Column column, Node like)
    {
        var isIdentity = column.IsIdentity && Includes(like, Identity);
        if (isIdentity)
            SequenceChange.CreateOwned(change, table, column.Name, null);
        return column with
        {
            HasDefault = column.HasDefault && Includes(like, Defaults),
            IsGenerated = column.IsGenerated && Includes(like, Generated),
            IsIdentity = isIdentity,
            IsLocal = true,
        };
    }

    internal static void CopyChecks(Change change, RelationName table, Node like)
    {
        if (Includes(like, Constraints) && Source(change, like) is { } source)
        {
            var copies = source.Constraints.Where(c => c.Kind == ConstraintKind.Check).Select(c => c with { IsLocal = true, IsValidated = true });
            change.Update(table, t => t with { Constraints = [.. t.Constraints, .. copies.Where(c => t.Constraint(c.Name) is null)] });
        }
    }

    internal static void CopyIndexes(Change change, RelationName table, Node like)
    {
        if (!Includes(like, Indexes) || Source(change, like) is not { } source)
            return;

        foreach (var index in change.Schema.IndexesOf(source.Name))
        {
            var constraint = source.Constraints.FirstOrDefault(c => c.Index == index.Name.Name);
            IndexBuilding.Build(change, table, index.Index!, null, constraint?.Kind);
        }
    }

    private static bool Includes(Node like, int option) => (like.Number("options"u8) & option) != 0;

    private static Relation? Source(Change change, Node like) => like.Relation("relation"u8) is { } name ? change.Schema.Find(name) : null;
}
