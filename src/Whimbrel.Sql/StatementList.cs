using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Psql;

namespace Whimbrel.Sql;

/// <summary>The statements of a script while it is read. Behind the first thousand, statements that only change rows are kept as stretches.</summary>
internal sealed class StatementList(bool keepsTrees)
{
    private const int KeptSingly = 1000;

    private readonly List<Statement> _statements = [];
    private readonly List<ParsedStatement> _trees = [];
    private readonly RowStretch _stretch = new();
    private ParsedStatement? _first;
    private bool _addsEnumValue;

    internal IReadOnlyList<Statement> Statements => _statements;

    internal IReadOnlyList<ParsedStatement> Trees => _trees;

    internal void Add(PsqlItem item, Func<string, Stream> open)
    {
        if (_statements.Count >= KeptSingly && _stretch.Continues(_statements[^1], item))
        {
            Extend(item.Place.ByteOffset);
            return;
        }

        if (!_addsEnumValue && _stretch.HasOnlyConstants(item) && _stretch.Continues(_statements[^1], item))
        {
            AddRow(item);
            return;
        }

        var index = 0;
        foreach (var parsed in QueryParser.Parse(item, open))
        {
            var statement = StatementReader.Read(parsed, item.Place.ByteOffset) with
            {
                TextOffset = index == 0 ? item.FirstToken.ByteOffset : null,
                IndexInQuery = index++,
                StoresInto = item.StoresInto,
                Unresolved = item.Unresolved,
            };
            Add(statement, parsed);
        }

        if (index == 1)
            _stretch.Begin(_statements[^1], item);
    }

    private void Add(Statement statement, ParsedStatement parsed)
    {
        if (_statements.Count >= KeptSingly && RowStretch.AreAlike(_statements[^1], statement))
        {
            Extend(statement.ByteOffset);
            return;
        }

        _addsEnumValue |= statement.NewEnumValue is not null;
        _statements.Add(statement);
        if (keepsTrees)
        {
            parsed.LookAhead();
            _trees.Add(parsed);
        }
    }

    /// <summary>What is known of the one that it goes on with is true of it too.</summary>
    private void AddRow(PsqlItem item)
    {
        var text = item.TextString;
        var start = LeadingComments.FirstToken(text, 0);
        var end = LeadingComments.EndOfLastToken(text, start, text.Length);
        text = text[start..(text[end - 1] == ';' ? LeadingComments.EndOfLastToken(text, start, end - 1) : end)];
        var (line, column) = (item.FirstToken.Line, item.FirstToken.Column);
        _statements.Add(_statements[^1] with
        {
            Text = text,
            ByteOffset = item.Place.ByteOffset,
            LastByteOffset = item.Place.ByteOffset,
            TextOffset = item.FirstToken.ByteOffset,
            Line = line,
            Column = column,
        });
        if (!keepsTrees)
            return;

        _first = _trees[^1].GoesOn ? _first : _trees[^1];
        _first!.LastLine = line;
        _trees.Add(new ParsedStatement(_first.Kind, _first.Body, text, line, column) { Path = _first.Path, GoesOn = true });
    }

    private void Extend(long byteOffset) =>
        _statements[^1] = _statements[^1] with { Count = _statements[^1].Count + 1, LastByteOffset = byteOffset };
}
