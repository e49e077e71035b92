using System.Text;
using Whimbrel.Sql.Native;
using Whimbrel.Sql.Psql;

namespace Whimbrel.Sql;

/// <summary>
/// Reads a script again while it is run, with the values of its variables, and says which of its statements comes next.
/// Small files come from memory, as they were checked; large ones from disk, and <see cref="ChangedFiles"/> tells whether they are still the same.
/// </summary>
public sealed class ScriptSource : IDisposable
{
    private readonly Script _script;
    private readonly ScriptFiles _files;
    private readonly PsqlReader _reader;
    private readonly Queue<Statement> _due = new();
    private int _next;

    public ScriptSource(Script script, PsqlVariables variables)
    {
        _script = script;
        _files = new ScriptFiles(script.Files);
        _reader = new PsqlReader(script.Path, _files.Open(script.Path), variables) { OpenFile = _files.Open };
    }

    /// <summary>What is to be sent next; null at the end. A statement of a stretch comes as one of its own.</summary>
    /// <param name="index">Which of <see cref="Script.Statements"/> it is.</param>
    public Statement? Next(out int index)
    {
        if (_due.Count == 0)
            ReadQuery();
        index = _next;
        return _due.TryDequeue(out var statement) ? statement : null;
    }

    /// <summary>Goes to the rows of the COPY … FROM STDIN that came last.</summary>
    public void BeginRows()
    {
        if (!_reader.Read() || _reader.Item.Kind != PsqlItemKind.CopyRows)
            throw new InvalidOperationException("the statement has no rows");
    }

    /// <summary>The next stretch of them, empty behind the last; valid until the next call.</summary>
    public ReadOnlySpan<byte> NextRows() => _reader.NextRows();

    /// <summary>The files that were changed since they were checked; to be asked when everything was read.</summary>
    public IReadOnlyList<string> ChangedFiles()
    {
        _reader.Dispose();
        return [.. _files.Changed()];
    }

    public void Dispose() => _reader.Dispose();

    private void ReadQuery()
    {
        while (_due.Count == 0 && _reader.Read())
        {
            if (_reader.Item is { Kind: PsqlItemKind.Statement, IsBlank: false, IsRefused: false })
                Enqueue(_reader.Item);
        }
    }

    private void Enqueue(PsqlItem item)
    {
        while (!Holds(_script.Statements[_next], item.Place))
            _next = _next + 1 < _script.Statements.Count ? _next + 1 : throw new InvalidOperationException($"{item.Place.Path}:{item.Place.Line}: this statement was not there when the script was checked");

        var known = _script.Statements[_next];
        if (known is { Count: 1, Unresolved: null } && !IsOneOfSeveral(_next))
        {
            _due.Enqueue(known);
            return;
        }

        // Its text is known only now.
        foreach (var (text, i) in Texts(item).Select((t, i) => (t, i)))
            _due.Enqueue(PlacedAt(item, At(_next, i) with { Text = text, Count = 1 }, i));
    }

    /// <summary>One of a stretch has a place of its own; what \; has put behind another keeps the one it was checked with.</summary>
    private static Statement PlacedAt(PsqlItem item, Statement statement, int index) => index > 0
        ? statement
        : statement with { Line = item.FirstToken.Line, Column = item.FirstToken.Column, TextOffset = item.FirstToken.ByteOffset };

    private bool IsOneOfSeveral(int index) => index + 1 < _script.Statements.Count && _script.Statements[index + 1].IndexInQuery > 0;

    private Statement At(int first, int offset) => _script.Statements[Math.Min(first + offset, _script.Statements.Count - 1)];

    private static bool Holds(Statement statement, Place place) =>
        statement.IndexInQuery == 0 && statement.Path == place.Path && place.ByteOffset >= statement.ByteOffset && place.ByteOffset <= statement.LastByteOffset;

    private static List<string> Texts(PsqlItem item) => OnlyOne(item.Text) is { } text ? [text] : Split(item);

    /// <summary>A text whose one semicolon is its end, and that has no comment, is one statement whatever it says; null for all else.</summary>
    private static string? OnlyOne(ReadOnlySpan<byte> sent)
    {
        var text = sent.Trim(" \t\r\n\f\v"u8);
        var end = text.IndexOf((byte)';');
        return end > 0 && end == text.Length - 1 && text.IndexOf("--"u8) < 0 && text.IndexOf("/*"u8) < 0 ? Encoding.UTF8.GetString(text[..end].TrimEnd(" \t\r\n\f\v"u8)) : null;
    }

    private static List<string> Split(PsqlItem item)
    {
        var bytes = new byte[item.Text.Length + 1];
        item.Text.CopyTo(bytes);
        var (ranges, error) = ParserThreads.Run(() => Parser.Split(bytes));
        return error is null
            ? [.. ranges.Select(r => Encoding.UTF8.GetString(bytes.AsSpan()[r.Start..r.End]).Trim())]
            : [Encoding.UTF8.GetString(bytes.AsSpan(0, bytes.Length - 1)).TrimEnd(';', ' ', '\n')];
    }
}
