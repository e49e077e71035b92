using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Whimbrel.Sql.Facts;

/// <summary>A node of the parser's tree; what is false, zero or absent is not written there, and reads as such.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct Node(Tree tree, int index)
{
    private ref readonly Tree.Row Row => ref tree.Rows[index];

    private int End => Row.Next;

    private ReadOnlySpan<byte> Value => tree.Json.AsSpan(Row.Start, Row.Length);

    internal bool HasChildren => Row.Type is JsonTokenType.StartObject or JsonTokenType.StartArray;

    /// <summary>One of the grammar's own words.</summary>
    internal string Name => GrammarWords.Of(tree.Json.AsSpan(Row.NameStart, Row.NameLength));

    internal NodeList Children => new(this);

    internal Node? FirstChild => index + 1 < End ? new Node(tree, index + 1) : null;

    /// <summary>The child behind this one, null behind the last.</summary>
    internal Node? ChildAfter(Node child) => child.End < End ? new Node(tree, child.End) : null;

    internal bool IsNamed(ReadOnlySpan<byte> name) => tree.Json.AsSpan(Row.NameStart, Row.NameLength).SequenceEqual(name);

    /// <summary>Whether these bytes stand anywhere in it: what they do not, it has no node of.</summary>
    internal bool Mentions(ReadOnlySpan<byte> name)
    {
        var behind = End < tree.Rows.Length ? tree.Rows[End].Start : tree.Json.Length;
        return tree.Json.AsSpan(Row.Start..behind).IndexOf(name) >= 0;
    }

    internal Node? Child(ReadOnlySpan<byte> name)
    {
        var rows = tree.Rows;
        var json = tree.Json;
        var end = rows[index].Next;
        for (var child = index + 1; child < end; child = rows[child].Next)
        {
            ref readonly var row = ref rows[child];
            if (row.NameLength == name.Length && json.AsSpan(row.NameStart, name.Length).SequenceEqual(name))
                return new Node(tree, child);
        }

        return null;
    }

    internal string? Word(ReadOnlySpan<byte> name) =>
        Child(name) is { } child && child.Row.Type == JsonTokenType.String ? child.Unescaped() : null;

    /// <summary>A word of the grammar's own: the name of a subtype, of an object's type.</summary>
    internal string? Constant(ReadOnlySpan<byte> name) =>
        Child(name) is { } child && child.Row.Type == JsonTokenType.String ? GrammarWords.Of(child.Value) : null;

    internal bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) =>
        Child(name) is { } child && child.Row.Type == JsonTokenType.String && child.Value.SequenceEqual(value);

    internal bool Flag(ReadOnlySpan<byte> name) => Child(name) is { } child && child.Row.Type == JsonTokenType.True;

    internal bool IsNumber(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) =>
        Child(name) is { } child && child.Row.Type == JsonTokenType.Number && child.Value.SequenceEqual(value);

    /// <summary>0 when it is absent.</summary>
    internal int Number(ReadOnlySpan<byte> name) =>
        Child(name) is { } child && child.Row.Type == JsonTokenType.Number && Utf8Parser.TryParse(child.Value, out int value, out _) ? value : 0;

    internal NodeList Items(ReadOnlySpan<byte> name) => new(Child(name));

    /// <summary>A node is wrapped in an object whose only key is its kind.</summary>
    internal (string Kind, Node Body) Unwrap()
    {
        return FirstChild is { } body ? (body.Name, body) : ("", this);
    }

    private string Unescaped()
    {
        if (!Value.Contains((byte)'\\'))
            return Encoding.UTF8.GetString(Value);

        var quoted = new Utf8JsonReader(tree.Json.AsSpan(Row.Start - 1, Row.Length + 2));
        _ = quoted.Read();
        return quoted.GetString() ?? "";
    }
}
