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

    internal IReadOnlyList<Statement> Statements => _statements;

    internal IReadOnlyList<ParsedStatement> Trees => _trees;

    internal void Add(PsqlItem item, Func<string, Stream> open)
    {
        if (_statements.Count >= KeptSingly && _stretch.Continues(_statements[^1], item))
        {
            Extend(item.Place.ByteOffset);
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

        _statements.Add(statement);
        if (keepsTrees)
            _trees.Add(parsed);
    }

    private void Extend(long byteOffset) =>
        _statements[^1] = _statements[^1] with { Count = _statements[^1].Count + 1, LastByteOffset = byteOffset };
}
