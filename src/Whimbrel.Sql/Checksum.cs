using System.Security.Cryptography;
using System.Text;

namespace Whimbrel.Sql;

/// <summary>The two checksums of a script, in lower-case hexadecimal.</summary>
internal static class Checksum
{
    internal static string Raw(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>Of the text as UTF-8 without a byte order mark, with \n for each newline.</summary>
    internal static string Normalized(string text) => Raw(Encoding.UTF8.GetBytes(text.ReplaceLineEndingsOfFiles()));

    /// <summary>string.ReplaceLineEndings would take form feeds and Unicode's separators for newlines too.</summary>
    private static string ReplaceLineEndingsOfFiles(this string text) =>
        text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
}
