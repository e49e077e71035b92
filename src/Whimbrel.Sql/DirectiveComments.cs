using Whimbrel.Sql.Psql;

namespace Whimbrel.Sql;

/// <summary>Gathers the line comments that speak to Whimbrel, and finds out which statement each belongs to: the one on its line, or right below it.</summary>
internal sealed class DirectiveComments(DirectiveReader reader)
{
    private readonly List<Directive> _directives = [];

    /// <summary>The last line of the comments among which each of them stands.</summary>
    private readonly List<int> _ends = [];
    private int _firstOfBlock;
    private int _firstOfStatement;
    private int _lastLine;
    private int _statementLine;

    internal IReadOnlyList<Directive> Directives => _directives;

    /// <summary>Every line comment outside quotes, in their order.</summary>
    internal void Add(string comment, Place place)
    {
        if (place.Line > _lastLine + 1)
            _firstOfBlock = _directives.Count;
        _lastLine = place.Line;
        if (reader.Read(comment, place, _directives) is { } directive)
        {
            _directives.Add(place.Line == _statementLine ? directive with { AppliesToLine = place.Line } : directive);
            _ends.Add(place.Line);
        }

        for (var i = _firstOfBlock; i < _ends.Count; i++)
            _ends[i] = place.Line;
    }

    /// <summary>A statement has been read: comments right above it, and inside of it, are its own.</summary>
    internal void BeginStatement(int line)
    {
        for (var i = _firstOfStatement; i < _directives.Count; i++)
            _directives[i] = line <= _ends[i] + 1 && _directives[i].AppliesToLine is null ? _directives[i] with { AppliesToLine = line } : _directives[i];
        _statementLine = line;
        _firstOfBlock = _firstOfStatement = _directives.Count;
    }
}
