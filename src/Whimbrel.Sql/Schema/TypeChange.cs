using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Schema;

/// <summary>Types and domains.</summary>
internal static class TypeChange
{
    internal static void CreateEnum(Change change, Node statement) => Add(change, statement, UserTypeKind.Enum);

    internal static void CreateRange(Change change, Node statement) => Add(change, statement, UserTypeKind.Range);

    internal static void CreateDomain(Change change, Node statement)
    {
        var name = change.Schema.WhereNew(statement.NameParts("domainname"u8).ToRelation() ?? default);
        change.Schema.Set(new UserType(name, UserTypeKind.Domain)
        {
            CreatedBy = change.Script,
            BaseType = statement.Child("typeName"u8) is { } type ? TypeNames.Of(type, change.Schema) : null,
            HasConstraint = statement.Items("constraints"u8).Any(c => c.Unwrap().Body.Word("contype"u8) is "CONSTR_CHECK" or "CONSTR_NOTNULL"),
        });
    }

    /// <summary>Its columns stand in a relation of the same name, as in pg_class.</summary>
    internal static void CreateComposite(Change change, Node statement)
    {
        var name = change.Schema.WhereNew(statement.Relation("typevar"u8) ?? default);
        var columns = statement.Items("coldeflist"u8).Select(c => ColumnDefinition.Read(change, name, c.Unwrap().Body)).ToList();
        change.Schema.Set(new UserType(name, UserTypeKind.Composite) { CreatedBy = change.Script });
        change.Schema.Set(new Relation(name, RelationKind.CompositeType) { CreatedBy = change.Script, Columns = columns });
    }

    internal static void AlterDomain(Change change, Node statement)
    {
        var name = statement.NameParts("typeName"u8).ToRelation() ?? default;

        // C adds a constraint, O is SET NOT NULL; what is left after X and N cannot be known without the names of all.
        if (change.Schema.FindType(name) is { } type && statement.Word("subtype"u8) is "C" or "O")
            change.Schema.Set(type with { HasConstraint = true });
    }

    internal static void Drop(Change change, RelationName name)
    {
        var known = change.Schema.FindType(name)?.Name ?? change.Schema.WhereNew(name);
        var written = TypeNames.Written(known);
        foreach (var relation in change.Schema.Relations.Where(r => r.Columns.Any(c => Uses(c, written))).ToList())
        {
            foreach (var column in relation.Columns.Where(c => Uses(c, written)))
                AlterColumnChange.Drop(change, change.Known(relation.Name), column.Name, isOnly: false);
        }

        change.Schema.RemoveType(known);
        change.Schema.Remove(known);
    }

    internal static void Rename(Change change, RelationName name, string to) => Replace(change, name, known => known with { Name = to });

    internal static void Move(Change change, RelationName name, string schema) => Replace(change, name, known => known with { Schema = schema });

    private static void Replace(Change change, RelationName name, Func<RelationName, RelationName> renamed)
    {
        if (change.Schema.FindType(name) is not { } type)
            return;

        var (from, to) = (TypeNames.Written(type.Name), TypeNames.Written(renamed(type.Name)));
        change.Schema.RemoveType(type.Name);
        change.Schema.Set(type with { Name = renamed(type.Name) });
        if (change.Schema.Find(type.Name) is { Kind: RelationKind.CompositeType } composite)
            RelationMove.Move(change, composite, renamed(type.Name));
        foreach (var relation in change.Schema.Relations.Where(r => r.Columns.Any(c => Uses(c, from))).ToList())
            change.Schema.Set(relation with { Columns = [.. relation.Columns.Select(c => Uses(c, from) ? c with { Type = to + c.Type[from.Length..] } : c)] });
    }

    private static bool Uses(Column column, string type) => column.Type == type || column.Type == type + "[]";

    private static void Add(Change change, Node statement, UserTypeKind kind) =>
        change.Schema.Set(new UserType(change.Schema.WhereNew(statement.NameParts("typeName"u8).ToRelation() ?? default), kind) { CreatedBy = change.Script });
}
