using System.Runtime.InteropServices;
using System.Text.Json;

namespace Whimbrel.Sql.Facts;

/// <summary>
/// The parser's JSON as one flat table, read in one pass. A JsonDocument looks back over a whole object to close it:
/// minutes for an expression of 100,000 levels.
/// </summary>
internal sealed class Tree
{
    /// <summary>A row takes about so many bytes of JSON.</summary>
    private const int BytesForEachRow = 16;

    private static readonly JsonReaderOptions AnyDepth = new() { MaxDepth = int.MaxValue };
    private Row[] _rows;
    private int _count;

    private Tree(byte[] json)
    {
        Json = json;
        _rows = new Row[(json.Length / BytesForEachRow) + 8];
    }

    internal byte[] Json { get; }

    internal ReadOnlySpan<Row> Rows => _rows.AsSpan(0, _count);

    internal Node Root => new(this, 0);

    internal static Tree Read(byte[] json)
    {
        var tree = new Tree(json);
        var reader = new Utf8JsonReader(json, AnyDepth);
        var open = -1;
        var (nameStart, nameLength) = (0, (ushort)0);
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    open = tree.Close(open);
                    continue;
                case JsonTokenType.PropertyName:
                    (nameStart, nameLength) = ((int)reader.TokenStartIndex + 1, (ushort)reader.ValueSpan.Length);
                    continue;
            }

            var isOpening = reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray;
            var start = (int)reader.TokenStartIndex + (reader.TokenType == JsonTokenType.String ? 1 : 0);

            // Until it is closed, an object keeps in its place for the end the row of the object around it.
            var next = isOpening ? open : tree._count + 1;
            open = isOpening ? tree._count : open;
            tree.Add(new Row(reader.TokenType, nameStart, nameLength, start, reader.ValueSpan.Length, next));
            (nameStart, nameLength) = (0, 0);
        }

        return tree;
    }

    /// <returns>The row of the object around it.</returns>
    private int Close(int row)
    {
        ref var opened = ref _rows[row];
        var outer = opened.Next;
        opened = opened with { Next = _count };
        return outer;
    }

    private void Add(Row row)
    {
        if (_count == _rows.Length)
            Array.Resize(ref _rows, _count * 2);
        _rows[_count++] = row;
    }

    /// <summary>A value; its children follow it, and <paramref name="Next"/> is the row behind the last of them.</summary>
    [StructLayout(LayoutKind.Auto)]
    internal readonly record struct Row(JsonTokenType Type, int NameStart, ushort NameLength, int Start, int Length, int Next);
}
