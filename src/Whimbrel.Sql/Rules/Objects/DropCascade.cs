using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Rules.Objects;

/// <summary>DROP … CASCADE.</summary>
internal sealed class DropCascade : Rule
{
    internal override string Title => "CASCADE drops what nobody has named";

    internal override Severity Severity => Severity.Warning;

    internal override IReadOnlyList<string> Aliases => ["migrationpilot:MP022"];

    internal override IReadOnlyList<string> Kinds => ["DropStmt", "AT_DropColumn", "AT_DropConstraint"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        if (context.Statement.Kind == "DropStmt")
            return context.Body.Is("behavior"u8, "DROP_CASCADE"u8) && !context.Body.Is("removeType"u8, "OBJECT_SCHEMA"u8) ? Dropped(context) : [];

        if (context.Existing("relation"u8) is not { } table)
            return [];

        return context.Commands("AT_DropColumn", "AT_DropConstraint").Where(c => c.Is("behavior"u8, "DROP_CASCADE"u8)).Select(c => Found(context, $"{table}.{c.Word("name"u8)}", table));
    }

    private static IEnumerable<Found> Dropped(RuleContext context) => context.Body.Items("objects"u8).Select(o => o.NameParts())
        .Where(parts => parts.Count > 0 && !context.IsNew(parts.ToRelation()) && !IsMadeHere(context, parts[^1]))
        .Select(parts => Found(context, string.Join('.', parts), parts.ToRelation() ?? default));

    private static Found Found(RuleContext context, string name, RelationName relation)
    {
        var known = Dependents(context.Schema, context.Schema.Resolve(relation));
        return new Found(
            $"with {name} goes everything that depends on it, in this database and today: {(known.Count == 0 ? "views, foreign keys, functions' results, defaults" : string.Join(", ", known))}",
            "Leave CASCADE out: PostgreSQL then lists what depends on it, and each of these can be dropped by name.");
    }

    private static List<string> Dependents(DatabaseSchema schema, RelationName relation) =>
    [
        .. schema.ViewsOf(relation).Select(view => $"view {view.Name}"),
        .. schema.ReferencesTo(relation).Where(r => r.Name != relation).SelectMany(r => r.Constraints.Where(c => c.References == relation).Select(c => $"foreign key {c.Name} of {r.Name}")),
    ];

    private static bool IsMadeHere(RuleContext context, string name) =>
        context.Script.Earlier.Any(e => DefinedObject.CreatedBy(e.Statement.Kind, e.Statement.Body)?.Name.Name == name);
}
