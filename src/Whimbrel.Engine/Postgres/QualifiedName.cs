using System.Text;

namespace Whimbrel.Engine.Postgres;

/// <summary>A relation's name with its schema where one was given. Letters stand as written: nothing is folded to lower case.</summary>
public readonly record struct QualifiedName(string? Schema, string Name)
{
    /// <summary>What the server keeps of a name; it cuts the rest off.</summary>
    private const int LongestBytes = 63;

    /// <summary>The name as a part of an SQL text.</summary>
    public string Quoted => Schema is null ? Identifier.Quote(Name) : Identifier.Quote(Schema) + "." + Identifier.Quote(Name);

    /// <summary>Reads <c>name</c>, <c>schema.name</c>, or either in double quotes.</summary>
    public static bool TryParse(string text, out QualifiedName name)
    {
        name = default;
        var parts = new List<string>();
        var part = new StringBuilder();
        var isQuoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"' && isQuoted && i + 1 < text.Length && text[i + 1] == '"')
            {
                part.Append('"');
                i++;
            }
            else if (text[i] == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (text[i] == '.' && !isQuoted)
            {
                parts.Add(part.ToString());
                part.Clear();
            }
            else
            {
                part.Append(text[i]);
            }
        }

        parts.Add(part.ToString());
        if (isQuoted || parts.Count > 2 || parts.Any(p => p.Length == 0 || Encoding.UTF8.GetByteCount(p) > LongestBytes))
        {
            return false;
        }

        name = parts.Count == 2 ? new QualifiedName(parts[0], parts[1]) : new QualifiedName(null, parts[0]);
        return true;
    }

    public override string ToString() => Schema is null ? Name : $"{Schema}.{Name}";
}
