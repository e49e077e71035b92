using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Whimbrel.Sql.Facts;

/// <summary>The names of the parser's nodes, fields and constants: a few hundred, each made into a string once for each thread.</summary>
internal static class GrammarWords
{
    [ThreadStatic]
    private static Dictionary<string, string>? _known;

    internal static string Of(ReadOnlySpan<byte> word)
    {
        _known ??= new Dictionary<string, string>(new Utf8Comparer());
        var known = _known.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (!known.TryGetValue(word, out var text))
            known[word] = text = Encoding.UTF8.GetString(word);
        return text;
    }

    /// <summary>Looks for a string by its bytes; both are ASCII.</summary>
    private sealed class Utf8Comparer : IEqualityComparer<string>, IAlternateEqualityComparer<ReadOnlySpan<byte>, string>
    {
        public bool Equals(string? x, string? y) => string.Equals(x, y, StringComparison.Ordinal);

        public bool Equals(ReadOnlySpan<byte> alternate, string other) => Ascii.Equals(alternate, other);

        public int GetHashCode([DisallowNull] string obj)
        {
            Span<byte> bytes = stackalloc byte[obj.Length];
            _ = Ascii.FromUtf16(obj, bytes, out _);
            return GetHashCode(bytes);
        }

        /// <summary>Length and both ends tell most of them apart.</summary>
        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = alternate.Length;
            for (var i = 0; i < alternate.Length; i += 3)
                hash = (hash * 31) + alternate[i];
            return alternate.IsEmpty ? hash : (hash * 31) + alternate[^1];
        }

        public string Create(ReadOnlySpan<byte> alternate) => Encoding.UTF8.GetString(alternate);
    }
}
