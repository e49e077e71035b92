using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Rules;

/// <summary>Objects that are dropped although the script neither made them before nor makes them anew behind.</summary>
internal static class DroppedObjects
{
    internal static IEnumerable<(ParsedStatement Statement, DefinedObject Object)> Of(ScriptState script, params string[] types)
    {
        for (var i = 0; i < script.Earlier.Count; i++)
        {
            var statement = script.Earlier[i].Statement;
            foreach (var dropped in DefinedObject.DroppedBy(statement.Kind, statement.Body).Where(d => types.Contains(d.Type, StringComparer.Ordinal)))
            {
                if (!script.Earlier.Any(e => DefinedObject.CreatedBy(e.Statement.Kind, e.Statement.Body)?.IsSame(dropped) == true))
                    yield return (statement, dropped);
            }
        }
    }
}
