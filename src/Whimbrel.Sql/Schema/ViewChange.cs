using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Schema;

/// <summary>Views, materialized views, and tables made from queries: what they read is known, their columns are not.</summary>
internal static class ViewChange
{
    internal static void CreateView(Change change, Node statement)
    {
        if (statement.Child("view"u8) is not { } named)
            return;

        var name = change.NewName(named);
        var old = statement.Flag("replace"u8) ? change.Schema.Find(name) : null;
        change.Schema.Set((old ?? New(change, name, RelationKind.View)) with { Reads = Reads(change, statement.Child("query"u8)) });
    }

    internal static void CreateTableAs(Change change, Node statement)
    {
        if (statement.Child("into"u8)?.Child("rel"u8) is not { } named)
            return;

        var name = change.NewName(named);
        if (statement.Flag("if_not_exists"u8) && change.Schema.Find(name) is not null)
            return;

        change.Schema.Set(statement.Is("objtype"u8, "OBJECT_MATVIEW"u8)
            ? New(change, name, RelationKind.MaterializedView) with { Reads = Reads(change, statement.Child("query"u8)) }
            : New(change, name, RelationKind.Table));
    }

    /// <summary>SELECT … INTO; and set_config, which is called in a SELECT.</summary>
    internal static void SelectInto(Change change, Node statement)
    {
        var first = statement;
        while (first.Child("larg"u8) is { } left)
            first = left;
        if (first.Child("intoClause"u8)?.Child("rel"u8) is { } named)
            change.Schema.Set(New(change, change.NewName(named), RelationKind.Table));
        else if (statement.Child("targetList"u8) is { } targets && statement.Child("fromClause"u8) is null)
            SetConfig(change, targets);
    }

    private static void SetConfig(Change change, Node targets)
    {
        foreach (var target in targets.Children)
        {
            if (target.Unwrap().Body.Child("val"u8)?.Child("FuncCall"u8) is { } call && call.Items("funcname"u8).Last().NameParts() is ["set_config"])
                SearchPathChange.SetByFunction(change, call);
        }
    }

    private static Relation New(Change change, RelationName name, RelationKind kind) => new(name, kind) { CreatedBy = change.Script, IsPartlyKnown = true };

    private static List<RelationName> Reads(Change change, Node? query)
    {
        if (query is not { } wrapped)
            return [];

        var (kind, body) = wrapped.Unwrap();
        return [.. NamedRelations.Of(kind, body).Relations.Where(r => !IsSystem(change, r)).Select(change.Schema.Resolve).Distinct()];
    }

    private static bool IsSystem(Change change, RelationName name) =>
        name.Schema is "pg_catalog" or "information_schema"
        || (name.Schema is null && name.Name.StartsWith("pg_", StringComparison.Ordinal) && change.Schema.Find(name) is null);
}
