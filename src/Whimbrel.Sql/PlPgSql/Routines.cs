using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.PlPgSql;

/// <summary>The functions and procedures that a script has made so far, and what the statements behind them run by calling them.</summary>
internal sealed class Routines
{
    private readonly List<(RelationName Name, Lazy<RoutineBody> Body)> _created = [];

    /// <summary>
    /// What the statement runs besides itself: the body of a DO block, and of what it or that body calls. Each body counts once, however
    /// often it is called; what triggers run is left out.
    /// </summary>
    internal IReadOnlyList<ParsedStatement> InnerStatements(ParsedStatement statement)
    {
        if (statement.Kind != "DoStmt" && (_created.Count == 0 || CalledFunctions.Of(statement.Kind, statement.Body).Count == 0))
            return [];

        var inner = new List<ParsedStatement>();
        var open = new Stack<ParsedStatement>([statement]);
        var seen = new HashSet<Lazy<RoutineBody>>();
        while (open.TryPop(out var next))
        {
            if (next != statement)
                inner.Add(next);
            foreach (var runs in BodiesOf(next, seen).SelectMany(body => body.InOrder).Reverse())
                open.Push(runs);
        }

        return inner;
    }

    /// <summary>Called behind each statement; a function of the same name and another one's arguments stands beside it.</summary>
    internal void Pass(ParsedStatement statement)
    {
        if (statement.Kind == "CreateFunctionStmt" && statement.Body.NameParts("funcname"u8).ToRelation() is { } name)
            _created.Add((name, BodyOf(statement)));
    }

    private static Lazy<RoutineBody> BodyOf(ParsedStatement statement) => new(() => RoutineBody.Read(statement));

    private IEnumerable<RoutineBody> BodiesOf(ParsedStatement statement, HashSet<Lazy<RoutineBody>> seen)
    {
        if (statement.Kind == "DoStmt")
            yield return RoutineBody.Read(statement);

        foreach (var called in CalledFunctions.Of(statement.Kind, statement.Body))
        {
            foreach (var (_, body) in _created.Where(made => IsSame(made.Name, called) && seen.Add(made.Body)))
                yield return body.Value;
        }
    }

    private static bool IsSame(RelationName made, RelationName called) =>
        made.Name == called.Name && (made.Schema is null || called.Schema is null || made.Schema == called.Schema);
}
