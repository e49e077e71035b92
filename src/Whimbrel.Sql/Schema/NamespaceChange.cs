using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Schema;

/// <summary>CREATE, DROP and RENAME of a schema, with all that is in it.</summary>
internal static class NamespaceChange
{
    private static readonly string[] _order = ["CreateSeqStmt", "CreateStmt", "ViewStmt", "IndexStmt", "CreateTrigStmt"];

    /// <summary>What stands inside the statement is made in the new schema, tables before indexes.</summary>
    internal static void Create(Change change, Node statement)
    {
        var path = change.Schema.SearchPath;
        var name = statement.Word("schemaname"u8) ?? statement.Child("authrole"u8)?.Word("rolename"u8) ?? "";
        change.Schema.SearchPath = [name, .. path];
        foreach (var (kind, body) in statement.Items("schemaElts"u8).Select(e => e.Unwrap()).OrderBy(e => Array.IndexOf(_order, e.Kind)))
            SchemaChanges.Apply(change, kind, body);
        change.Schema.SearchPath = path;
    }

    internal static void Drop(Change change, string name)
    {
        foreach (var relation in change.Schema.Relations.Where(r => r.Name.Schema == name).ToList())
            RelationRemoval.Remove(change, relation.Name);
        foreach (var type in change.Schema.Types.Where(t => t.Name.Schema == name).ToList())
            TypeChange.Drop(change, type.Name);
    }

    internal static void Rename(Change change, string from, string to)
    {
        foreach (var name in change.Schema.Relations.Where(r => r.Name.Schema == from).Select(r => r.Name).ToList())
        {
            if (change.Schema.Find(name) is { } relation)
                RelationMove.Move(change, relation, name with { Schema = to });
        }

        foreach (var type in change.Schema.Types.Where(t => t.Name.Schema == from).ToList())
            TypeChange.Move(change, type.Name, to);
        change.Schema.SearchPath = [.. change.Schema.SearchPath.Select(s => s == from ? to : s)];
    }
}
