using System.Text;

namespace Whimbrel.Sql;

/// <summary>A script as read from disk, split as psql would send it, each statement understood by PostgreSQL's own parser.</summary>
public sealed record Script
{
    /// <summary>How <see cref="NormalizedSha256"/> is made; stored beside it, so that another way can follow one day.</summary>
    public const string ChecksumAlgorithm = "sha256-utf8-lf";

    /// <summary>Of empty lines in a statement.</summary>
    private const int LongestGap = 4096;

    public required string Path { get; init; }

    /// <summary>The script, then what it includes.</summary>
    public required IReadOnlyList<ScriptFileFacts> Files { get; init; }

    /// <summary>Of the file's bytes, in lower-case hexadecimal.</summary>
    public required string RawSha256 { get; init; }

    /// <summary>The same for one text, whatever its newlines and with or without a byte order mark; included files count.</summary>
    public required string NormalizedSha256 { get; init; }

    public required IReadOnlyList<Statement> Statements { get; init; }

    public required IReadOnlyList<Directive> Directives { get; init; }

    /// <summary>Of a file that is too large to be read again without need, and whose statements are few; null for all else.</summary>
    internal IReadOnlyList<ParsedStatement>? Trees { get; init; }

    /// <summary>psql's commands that send nothing.</summary>
    public required IReadOnlyList<PsqlCommand> Commands { get; init; }

    /// <summary>With every statement of a stretch.</summary>
    public long StatementCount => Statements.Sum(s => s.Count);

    /// <summary>The whole text without a byte order mark; null when it is too large to be kept.</summary>
    public string? Text => Files[0].Content is { } content ? Encoding.UTF8.GetString(content).TrimStart('\uFEFF') : null;

    /// <summary>Reads and parses a file; errors of the file system pass through as they are.</summary>
    /// <exception cref="ScriptException">The text is not a script that can be run.</exception>
    public static Script Read(string path) => new ScriptReader(path, new ScriptFiles([]), keepsTrees: false).Read().Script;

    /// <summary>Parses the bytes of a file; the path is for messages alone.</summary>
    /// <exception cref="ScriptException">The text is not a script that can be run.</exception>
    public static Script Parse(string path, ReadOnlySpan<byte> bytes) => new ScriptReader(path, ScriptFiles.Of(path, bytes), keepsTrees: false).Read().Script;

    /// <summary>Where a character of a statement stands, and the text of that line; psql does not send empty lines, so it is looked for in the file.</summary>
    /// <param name="offset">In <see cref="Statement.Text"/>, in UTF-16 units.</param>
    public (int Line, int Column, string? Source) PlaceOf(Statement statement, int offset)
    {
        if (statement is { TextOffset: { } start, Unresolved: null })
            return new SentText(statement.Text, new Psql.Place(statement.Path, statement.Line, statement.Column, start), start + Encoding.UTF8.GetByteCount(statement.Text) + LongestGap, new ScriptFiles(Files).Open).PlaceOf(offset);

        var before = statement.Text.AsSpan(0, offset);
        var line = statement.Line + before.Count('\n');
        var column = before.LastIndexOf('\n') is >= 0 and var newline ? before.Length - newline : statement.Column + before.Length;
        return (line, column, SourceLineOf(statement.Path, line));
    }

    /// <summary>The first of its files that has another text now, whatever its newlines; null when all are as they were.</summary>
    /// <exception cref="IOException">When one cannot be read any more.</exception>
    public string? FindChangedFile() => Files.FirstOrDefault(f => ScriptHash.NormalizedOf(f.Path) != f.NormalizedSha256)?.Path;

    /// <summary>One line of the script or of a file that it includes; null when there is none.</summary>
    /// <param name="line">1-based.</param>
    public string? SourceLineOf(string path, int line)
    {
        using var file = new ScriptFiles(Files).Open(path);
        return SourceLine.Of(file, line);
    }
}
