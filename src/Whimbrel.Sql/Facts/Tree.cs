using System.Runtime.InteropServices;
using System.Text.Json;

namespace Whimbrel.Sql.Facts;

/// <summary>
/// The parser's JSON as one flat table, read in one pass. A JsonDocument looks back over a whole object to close it:
/// minutes for an expression of 100,000 levels.
/// </summary>
internal sealed class Tree
{
    private static readonly JsonReaderOptions AnyDepth = new() { MaxDepth = int.MaxValue };
    private readonly List<Row> _rows = [];

    private Tree(byte[] json) => Json = json;

    internal byte[] Json { get; }

    internal ReadOnlySpan<Row> Rows => CollectionsMarshal.AsSpan(_rows);

    internal Node Root => new(this, 0);

    internal static Tree Read(byte[] json)
    {
        var tree = new Tree(json);
        var reader = new Utf8JsonReader(json, AnyDepth);
        var open = new Stack<int>();
        var (nameStart, nameLength) = (0, 0);
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
            {
                tree.Close(open.Pop());
                continue;
            }

            var start = (int)reader.TokenStartIndex + (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName ? 1 : 0);
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                (nameStart, nameLength) = (start, reader.ValueSpan.Length);
                continue;
            }

            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                open.Push(tree._rows.Count);
            tree._rows.Add(new Row(reader.TokenType, nameStart, nameLength, start, reader.ValueSpan.Length, tree._rows.Count + 1));
            (nameStart, nameLength) = (0, 0);
        }

        return tree;
    }

    private void Close(int row) => CollectionsMarshal.AsSpan(_rows)[row] = _rows[row] with { Next = _rows.Count };

    /// <summary>A value; its children follow it, and <paramref name="Next"/> is the row behind the last of them.</summary>
    [StructLayout(LayoutKind.Auto)]
    internal readonly record struct Row(JsonTokenType Type, int NameStart, int NameLength, int Start, int Length, int Next);
}
