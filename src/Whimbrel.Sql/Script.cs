using System.Globalization;

namespace Whimbrel.Sql;

/// <summary>A script as read from disk, split into statements by PostgreSQL's own parser.</summary>
public sealed record Script
{
    /// <summary>How <see cref="NormalizedSha256"/> is made; stored beside it, so that another way can follow one day.</summary>
    public const string ChecksumAlgorithm = "sha256-utf8-lf";

    private const int LargestMegabytes = 64;

    public required string Path { get; init; }

    /// <summary>Without a byte order mark; newlines as they are in the file.</summary>
    public required string Text { get; init; }

    /// <summary>Of the file's bytes, in lower-case hexadecimal.</summary>
    public required string RawSha256 { get; init; }

    /// <summary>The same for one text, whatever its newlines and with or without a byte order mark.</summary>
    public required string NormalizedSha256 { get; init; }

    public required IReadOnlyList<Statement> Statements { get; init; }

    public required IReadOnlyList<Directive> Directives { get; init; }

    /// <summary>Reads and parses a file; errors of the file system pass through as they are.</summary>
    /// <exception cref="ScriptException">The text is not a script that can be run.</exception>
    public static Script Read(string path) => ParsedScript.Read(path).Script;

    /// <summary>Parses the bytes of a file; the path is for messages alone.</summary>
    /// <exception cref="ScriptException">The text is not a script that can be run.</exception>
    public static Script Parse(string path, ReadOnlySpan<byte> bytes) => ParsedScript.Parse(path, bytes).Script;

    internal static ParsedScript ParseWithTrees(string path, ReadOnlySpan<byte> bytes)
    {
        RefuseLarge(path, bytes.Length);
        var source = new SourceText(path, ScriptDecoder.Decode(path, bytes));
        var (statements, trees, directives) = ScriptReader.Read(source);
        var script = new Script
        {
            Path = path,
            Text = source.Text,
            RawSha256 = Checksum.Raw(bytes),
            NormalizedSha256 = Checksum.Normalized(source.Text),
            Statements = statements,
            Directives = directives,
        };
        return new ParsedScript(script) { Statements = trees };
    }

    internal static void RefuseLarge(string path, long bytes)
    {
        if (bytes <= LargestMegabytes << 20)
            return;

        var megabytes = ((double)bytes / (1 << 20)).ToString("0.#", CultureInfo.InvariantCulture);
        throw new ScriptException(path, 1, 1, $"the file has {megabytes} MB; scripts of up to {LargestMegabytes} MB are read", null,
            "Load large data with COPY from a file of its own, or split the script.");
    }
}
