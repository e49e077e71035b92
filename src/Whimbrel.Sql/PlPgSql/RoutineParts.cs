namespace Whimbrel.Sql.PlPgSql;

/// <summary>Gathers what a routine runs, by its language.</summary>
internal sealed class RoutineParts(ParsedStatement routine, RoutineSource? source)
{
    private readonly List<ParsedStatement> _inOrder = [];
    private readonly HashSet<ParsedStatement> _inLoop = [];
    private readonly string _name = RoutineBody.NameOf(routine);
    private bool _controlsTransactions;

    internal RoutineBody ToBody() => new() { InOrder = [.. _inOrder.OrderBy(s => s.Line).ThenBy(s => s.Column)], InLoop = _inLoop, ControlsTransactions = _controlsTransactions };

    internal bool Read()
    {
        switch (source?.Language)
        {
            case null:
                AtomicBody.AddTo(this, routine);
                break;
            case "sql":
                ReadSql(source.Text, source.Place, isInLoop: false);
                break;
            case "plpgsql":
                new PlPgSqlReader(this, source).Read(routine);
                break;
            case "c" or "internal":
                break;
            default:
                Unread(source.Place(0), $"it is written in {source.Language}, which is not read");
                break;
        }

        return true;
    }

    internal void ControlsTransactions() => _controlsTransactions = true;

    internal void Add(EmbeddedStatement statement, (int Line, int Column) place, bool isInLoop) =>
        Keep(new ParsedStatement(statement.Kind, statement.Body, statement.Text, place.Line, place.Column) { Inside = _name, Path = routine.Path }, isInLoop);

    internal void Dynamic((int Line, int Column) place, string expression, bool isInLoop) =>
        Keep(new ParsedStatement(RoutineBody.DynamicKind, routine.Body, expression, place.Line, place.Column) { Inside = _name, Path = routine.Path }, isInLoop);

    internal void Unread((int Line, int Column) place, string why) =>
        Keep(new ParsedStatement(RoutineBody.UnreadKind, routine.Body, why, place.Line, place.Column) { Inside = _name, Path = routine.Path }, isInLoop: false);

    /// <param name="placeOf">From an offset in the text to its place in the script.</param>
    internal void ReadSql(string sql, Func<int, (int Line, int Column)> placeOf, bool isInLoop)
    {
        if (EmbeddedSql.TryRead(sql, out var error) is not { } statements)
        {
            Unread(placeOf(0), error!);
            return;
        }

        foreach (var statement in statements)
            Add(statement, placeOf(statement.Offset), isInLoop);
    }

    private void Keep(ParsedStatement statement, bool isInLoop)
    {
        _inOrder.Add(statement);
        if (isInLoop)
            _ = _inLoop.Add(statement);
    }
}
