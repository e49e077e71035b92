using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Rules;

/// <summary>Objects that a script drops, and whether it makes them itself: before, so that nobody uses them, or anew behind.</summary>
internal static class DroppedObjects
{
    /// <summary>Those that the script does not make.</summary>
    internal static IEnumerable<(ParsedStatement Statement, DefinedObject Object)> Of(ScriptState script, params string[] types) =>
        WithMakers(script, types).Where(dropped => !dropped.IsMade).Select(dropped => (dropped.Statement, dropped.Object));

    internal static List<(ParsedStatement Statement, DefinedObject Object, bool IsMade)> WithMakers(ScriptState script, params string[] types)
    {
        var dropped = script.Of("DropStmt")
            .SelectMany(s => DefinedObject.DroppedBy(s.Kind, s.Body).Where(o => types.Contains(o.Type, StringComparer.Ordinal)).Select(o => (Statement: s, Object: o)))
            .ToList();
        if (dropped.Count == 0)
            return [];

        var made = script.Earlier.Select(e => DefinedObject.CreatedBy(e.Statement.Kind, e.Statement.Body)).OfType<DefinedObject>().ToLookup(o => o.Name.Name, StringComparer.Ordinal);
        return dropped.ConvertAll(d => (d.Statement, d.Object, made[d.Object.Name.Name].Any(d.Object.IsSame)));
    }
}
