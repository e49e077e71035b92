using Whimbrel.Engine.Migrations;
using Whimbrel.Engine.Postgres;
using Whimbrel.Sql;
using Whimbrel.Sql.Psql;

namespace Whimbrel.Engine.Steps.Migrate;

/// <summary>Statements that are sent at once: one, or several of a stretch that only change rows. Empty behind the part's last.</summary>
/// <param name="Index">Where they stand in <see cref="Script.Statements"/>.</param>
internal sealed record StatementsTogether(int Index, bool IsStretch, IReadOnlyList<Statement> Statements);

/// <summary>Hands over the statements of one part of a script, read again from its beginning, with the variables that earlier parts have set.</summary>
internal sealed class PartSource : IDisposable
{
    /// <summary>A round trip less for each of them; more would only take memory.</summary>
    private const int MostTogether = 512;

    /// <summary>Of the statements that are sent at once, in characters.</summary>
    private const int LongestTogether = 1 << 16;

    private readonly Script _script;
    private readonly PsqlVariables _variables;
    private readonly ScriptSource _source;
    private readonly StoredRows _stored;
    private (Statement Statement, int Index)? _heldBack;
    private readonly int _first;
    private readonly int _last;

    public PartSource(Script script, ScriptPart part, Session session, StoredRows stored)
    {
        (_script, _stored, _variables) = (script, stored, VariablesOf(session));
        _source = new ScriptSource(script, _variables);
        (_first, _last) = part.Statements.Count == 0
            ? (int.MaxValue, -1)
            : (IndexOf(part.Statements[0]), IndexOf(part.Statements[^1]));
    }

    /// <summary>Where the statement that came last stands in <see cref="Script.Statements"/>.</summary>
    private int Index { get; set; }

    /// <summary>What is to be sent next.</summary>
    /// <exception cref="ScriptException">A variable has no value, because the statement that sets it was run by an earlier command.</exception>
    public StatementsTogether NextTogether()
    {
        if (Take() is not { } first)
        {
            return new StatementsTogether(Index, IsStretch: false, []);
        }

        var index = Index;
        var isStretch = _script.Statements[index] is { Count: > 1, Kind: "InsertStmt" or "UpdateStmt" or "DeleteStmt" };
        return new StatementsTogether(index, isStretch, isStretch ? WithThoseBehind(first, index) : [first]);
    }

    private List<Statement> WithThoseBehind(Statement first, int index)
    {
        var statements = new List<Statement> { first };
        var characters = first.Text.Length;
        while (characters < LongestTogether && statements.Count < MostTogether && Next() is { } next)
        {
            if (Index != index)
            {
                _heldBack = (next, Index);
                break;
            }

            characters += next.Text.Length;
            statements.Add(next);
        }

        return statements;
    }

    private Statement? Take()
    {
        if (_heldBack is not { } held)
        {
            return Next();
        }

        (_heldBack, Index) = (null, held.Index);
        return held.Statement;
    }

    /// <summary>The next statement as it is to be sent; null behind the part's last.</summary>
    public Statement? Next()
    {
        while (_last >= 0 && _source.Next(out var index) is { } statement && index <= _last)
        {
            Index = index;
            if (index >= _first)
            {
                return statement.Control is TransactionControl.Begin or TransactionControl.Commit ? Next() : statement;
            }

            _stored.Restore(index, statement.StoresInto, _variables);
        }

        return null;
    }

    public ReadOnlySpan<byte> NextRows() => _source.NextRows();

    public void BeginRows() => _source.BeginRows();

    /// <summary>Sets the variables of the statement that came last, as \gset does.</summary>
    public void Store(string prefix, IReadOnlyList<KeyValuePair<string, string?>> row)
    {
        _stored.Keep(Index, row);
        _variables.Store(prefix, row);
    }

    /// <exception cref="ScriptException">A large file of the script was changed while it was read.</exception>
    public void AssertUnchanged()
    {
        if (_source.ChangedFiles() is [var file, ..])
        {
            throw new ScriptException(file, 1, 1, "the file was changed while it was run", null, "let nobody edit the scripts during a run, then run the same command.");
        }
    }

    public void Dispose() => _source.Dispose();

    private int IndexOf(Statement statement)
    {
        for (var i = 0; i < _script.Statements.Count; i++)
        {
            if (ReferenceEquals(_script.Statements[i], statement))
            {
                return i;
            }
        }

        throw new InvalidOperationException("the part is of another script");
    }

    private static PsqlVariables VariablesOf(Session session)
    {
        var variables = new PsqlVariables();
        foreach (var (name, value) in session.PsqlVariables)
        {
            variables.Set(name, value);
        }

        return variables;
    }
}

/// <summary>The rows that \gset took, by the statement's place in the script; a part that is tried again takes them anew.</summary>
internal sealed class StoredRows
{
    private readonly Dictionary<int, IReadOnlyList<KeyValuePair<string, string?>>> _rows = [];

    public void Keep(int index, IReadOnlyList<KeyValuePair<string, string?>> row) => _rows[index] = row;

    public void Restore(int index, string? prefix, PsqlVariables variables)
    {
        if (prefix is not null && _rows.TryGetValue(index, out var row))
        {
            variables.Store(prefix, row);
        }
    }
}
