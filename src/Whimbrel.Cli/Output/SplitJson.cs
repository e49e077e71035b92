using System.Text.Encodings.Web;
using System.Text.Json;
using Whimbrel.Engine;
using Whimbrel.Sql.Psql;

namespace Whimbrel.Cli.Output;

/// <summary>A split script as one JSON document, written while the script is read: no more than a stretch of one statement is held.</summary>
internal sealed class SplitJson : IDisposable
{
    private const int Stretch = 1 << 15;

    private readonly PsqlReader _reader;
    private readonly Stream _output;
    private readonly Utf8JsonWriter _json;
    private readonly List<SplitCommandFact> _notes = [];
    private readonly List<SplitCommandFact> _refused = [];
    private readonly string _path;
    private readonly byte[] _escaped = new byte[(Stretch * JsonEscape.LargestGrowth) + 2];
    private bool _isInStatement;

    public SplitJson(string path, PsqlReader reader, Stream output)
    {
        (_path, _reader, _output) = (path, reader, output);
        // The document is no part of a web page: quotes and letters stay as they are.
        _json = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
        _json.WriteStartObject();
        _json.WriteStartArray("statements"u8);
    }

    public void WriteStatements()
    {
        while (_reader.Read())
        {
            if (_reader.Item.Kind == PsqlItemKind.CopyRows)
            {
                WriteRows();
                continue;
            }

            EndStatement();
            if (_reader.Item.Kind == PsqlItemKind.Statement)
            {
                BeginStatement(_reader.Item);
            }
            else
            {
                Keep(_reader.Item);
            }
        }
    }

    /// <param name="error">Why the script could not be read to its end.</param>
    public void End(OperatorException? error)
    {
        EndStatement();
        _json.WriteEndArray();
        WriteCommands("notes"u8, _notes);
        WriteCommands("refused"u8, _refused);
        if (error is not null)
        {
            _json.WriteString("error"u8, error.Message);
            _json.WriteString("hint"u8, error.Hint);
            _json.WriteNumber("exitCode"u8, (int)error.ExitCode);
        }

        _json.WriteEndObject();
        _json.Flush();
        _output.WriteByte((byte)'\n');
        _output.Flush();
    }

    public void Dispose() => _json.Dispose();

    private void BeginStatement(PsqlItem item)
    {
        _isInStatement = true;
        _json.WriteStartObject();
        WriteText(item.Text);
        _json.WriteNumber("line"u8, item.FirstToken.Line);
        _json.WriteNumber("column"u8, item.FirstToken.Column);
        _json.WriteNumber("offset"u8, item.Place.ByteOffset);
        _json.WriteBoolean("transactional"u8, !TransactionBlock.Refuses(item.Text));
        if (item.Place.Path != _path)
        {
            _json.WriteString("file"u8, item.Place.Path);
        }

        if (item.StoresInto is not null)
        {
            _json.WriteString("storesInto"u8, item.StoresInto);
        }

        if (item.Unresolved is not null)
        {
            _json.WriteString("unresolved"u8, item.Unresolved);
        }
    }

    private void EndStatement()
    {
        if (!_isInStatement)
        {
            return;
        }

        _isInStatement = false;
        _json.WriteEndObject();
        FlushFull();
    }

    private void WriteText(ReadOnlySpan<byte> text)
    {
        _json.WritePropertyName("text"u8);
        if (text.Length <= Stretch)
        {
            // Statements are most of the document, and the writer's own escaping takes longer than splitting them.
            _json.WriteRawValue(_escaped.AsSpan(0, JsonEscape.Write(text, _escaped)), skipInputValidation: true);
            return;
        }

        for (; text.Length > Stretch; text = text[Stretch..])
        {
            _json.WriteStringValueSegment(text[..Stretch], isFinalSegment: false);
            FlushFull();
        }

        _json.WriteStringValueSegment(text, isFinalSegment: true);
    }

    private void WriteRows()
    {
        var bytes = 0L;
        for (var rows = _reader.NextRows(); !rows.IsEmpty; rows = _reader.NextRows())
        {
            bytes += rows.Length;
        }

        _json.WriteNumber("rowsBytes"u8, bytes);
    }

    private void Keep(PsqlItem item)
    {
        SplitWarnings.Warn(item);
        if (item.Kind is PsqlItemKind.Refused or PsqlItemKind.Skipped or PsqlItemKind.Echo or PsqlItemKind.Connect)
        {
            (item.Kind == PsqlItemKind.Refused ? _refused : _notes)
                .Add(new SplitCommandFact(item.Place, item.Command, item.Arguments, item.Note));
        }
    }

    private void WriteCommands(ReadOnlySpan<byte> name, List<SplitCommandFact> commands)
    {
        _json.WriteStartArray(name);
        foreach (var command in commands)
        {
            _json.WriteStartObject();
            _json.WriteString("file"u8, command.Place.Path);
            _json.WriteNumber("line"u8, command.Place.Line);
            _json.WriteNumber("column"u8, command.Place.Column);
            _json.WriteString("command"u8, command.Name);
            _json.WriteStartArray("arguments"u8);
            foreach (var argument in command.Arguments)
            {
                _json.WriteStringValue(argument);
            }

            _json.WriteEndArray();
            _json.WriteString("note"u8, command.Note);
            _json.WriteEndObject();
            FlushFull();
        }

        _json.WriteEndArray();
    }

    private void FlushFull()
    {
        if (_json.BytesPending > Stretch)
        {
            _json.Flush();
        }
    }
}

/// <summary>A command of a script that is kept until the statements are written.</summary>
internal sealed record SplitCommandFact(Place Place, string Name, IReadOnlyList<string> Arguments, string Note);
