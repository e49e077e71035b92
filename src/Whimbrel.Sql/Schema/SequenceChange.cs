using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Schema;

/// <summary>CREATE and ALTER SEQUENCE, and the sequences behind serial and identity.</summary>
internal static class SequenceChange
{
    internal static void Create(Change change, Node statement)
    {
        if (statement.Child("sequence"u8) is not { } named)
            return;

        var name = change.NewName(named);
        if (change.Schema.Find(name) is not null && statement.Flag("if_not_exists"u8))
            return;
        change.Schema.Set(new Relation(name, RelationKind.Sequence) { CreatedBy = change.Script });
        SetOwner(change, name, statement);
    }

    internal static void Alter(Change change, Node statement)
    {
        if (statement.Relation("sequence"u8) is { } name)
            SetOwner(change, change.Known(name, RelationKind.Sequence).Name, statement);
    }

    internal static void CreateOwned(Change change, RelationName table, string column, RelationName? given)
    {
        var name = given is { } named
            ? named with { Schema = named.Schema ?? table.Schema }
            : table with { Name = DefaultNames.OfRelation(change.Schema, table, column, "seq") };
        change.Schema.Set(new Relation(name, RelationKind.Sequence) { CreatedBy = change.Script, OwnedBy = table, OwnedByColumn = column });
    }

    private static void SetOwner(Change change, RelationName sequence, Node statement)
    {
        foreach (var option in statement.Items("options"u8).Select(o => o.Unwrap().Body))
        {
            if (!option.Is("defname"u8, "owned_by"u8) || option.Child("arg"u8)?.NameParts() is not { } parts)
                continue;

            RelationName? owner = parts.Count < 2 ? null : change.Known(parts[..^1].ToRelation()!.Value).Name;
            change.Update(sequence, s => s with { OwnedBy = owner, OwnedByColumn = owner is null ? null : parts[^1] });
        }
    }
}
