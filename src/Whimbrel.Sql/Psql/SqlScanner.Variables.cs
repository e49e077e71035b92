using System.Text;

namespace Whimbrel.Sql.Psql;

// :name, :'name', :"name" and :{?name}.
internal sealed partial class SqlScanner
{
    /// <summary>A variable that the text refers to, and whose value only a run can know; null when there is none.</summary>
    internal string? Unresolved { get; set; }

    internal string? ValueOf(string name)
    {
        if (!IsActive)
            return null;
        if (_variables.IsKnownAtRunTimeOnly(name))
        {
            Unresolved ??= name;
            return _variables.Placeholder?.Invoke(name);
        }

        return _variables.TryGet(name, out var value) ? value : null;
    }

    private void Colon()
    {
        switch (At(1))
        {
            case ':' or '=':
                Token(2);
                break;
            case '\'' or '"' when DelimitedLength(1, At(1)) is > 0 and var length:
                Replace(length, ValueOf(NameAt(2, length - 3)) is { } value
                    ? VariableQuoting.Quote(value, At(1) == '"')
                    : null);
                break;
            case '{' when At(2) == '?' && DelimitedLength(2, '}') is > 0 and var length:
                Replace(length, ValueOf(NameAt(3, length - 4)) is null ? "FALSE" : "TRUE");
                break;
            case var c when ByteKinds.IsVariable(c):
                Plain(VariableLength(1));
                break;
            default:
                Token(1);
                break;
        }
    }

    /// <summary>A plain value is read as if it stood in the file: it may contain statements, quotes and commands.</summary>
    private void Plain(int length)
    {
        var name = NameAt(1, length - 1);
        var value = ValueOf(name);
        if (value is null || _expansions.Exists(e => e.Variable == name))
        {
            Token(length);
            return;
        }

        var place = PlaceHere();
        FlushRun();
        _position += length;
        Push(new Expansion(Encoding.UTF8.GetBytes(value), name, place));
    }

    private void Replace(int length, string? text)
    {
        if (text is null)
        {
            Token(length);
            return;
        }

        Append(Encoding.UTF8.GetBytes(text));
        _position += length;
    }

    private string NameAt(int distance, int length) => Encoding.UTF8.GetString(_bytes, _position + distance, length);

    /// <summary>The end of a variable's name that begins so far behind the position.</summary>
    private int VariableLength(int from)
    {
        while (ByteKinds.IsVariable(At(from)))
            from++;
        return from;
    }

    /// <summary>The length of the whole reference, or 0 when it is none.</summary>
    private int DelimitedLength(int open, int close)
    {
        var end = VariableLength(open + 1);
        return end > open + 1 && At(end) == close ? end + 1 : 0;
    }
}
