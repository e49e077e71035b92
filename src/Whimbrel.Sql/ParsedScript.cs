namespace Whimbrel.Sql;

/// <summary>A script with the parser's trees of its statements: for as long as it is examined.</summary>
public sealed record ParsedScript(Script Script)
{
    internal IReadOnlyList<ParsedStatement> Statements { get; init; } = [];

    /// <summary>Reads and parses a file; errors of the file system pass through as they are.</summary>
    /// <exception cref="ScriptException">The text is not a script that can be run.</exception>
    public static ParsedScript Read(string path) => new ScriptReader(path, new ScriptFiles([]), keepsTrees: true).Read();

    /// <summary>Parses the bytes of a file; the path is for messages alone.</summary>
    /// <exception cref="ScriptException">The text is not a script that can be run.</exception>
    public static ParsedScript Parse(string path, ReadOnlySpan<byte> bytes) => new ScriptReader(path, ScriptFiles.Of(path, bytes), keepsTrees: true).Read();

    /// <summary>The trees of a script that was read before; a large one of many statements is read from disk again.</summary>
    public static ParsedScript Again(Script script)
    {
        ArgumentNullException.ThrowIfNull(script);
        return script.Trees is { } trees
            ? new ParsedScript(script) { Statements = trees }
            : new ScriptReader(script.Path, new ScriptFiles(script.Files), keepsTrees: true).Read();
    }
}
