using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Fixes;

/// <summary>A constraint in a column's definition as it is written, with the words that belong to it (DEFERRABLE …).</summary>
internal sealed record ColumnConstraintText(string Kind, string? Name, string Text, Node Node)
{
    /// <summary>DEFAULT expression: the expression.</summary>
    internal string Expression => Text[(Text.IndexOf("DEFAULT", StringComparison.OrdinalIgnoreCase) + "DEFAULT".Length)..].Trim();

    /// <summary>Without CONSTRAINT name.</summary>
    internal string Bare
    {
        get
        {
            var tokens = SqlText.Tokens(Text);
            return Name is null ? Text : Text[tokens[2].Start..];
        }
    }
}

/// <summary>A column's definition, taken apart: what stands before its constraints, and these.</summary>
/// <param name="Type">As it is written, with COLLATE.</param>
internal sealed record ColumnText(string Name, string Type, IReadOnlyList<ColumnConstraintText> Constraints)
{
    /// <summary>null when the statement has no such column.</summary>
    /// <param name="statement">Parsed by itself, so that its places are those of its text.</param>
    internal static ColumnText? Of(ParsedStatement statement, string name)
    {
        if (AddedConstraints.Columns(statement.Body).Where(c => c.Word("colname"u8) == name).Select(c => (Node?)c).FirstOrDefault() is not { } column)
            return null;

        var pieces = Pieces(statement, column);
        var end = EndOf(statement, column);
        var constraints = new List<ColumnConstraintText>();
        foreach (var (node, from) in pieces)
        {
            var to = pieces.Select(p => p.From).Where(p => p > from).DefaultIfEmpty(end).Min();
            var text = SqlText.Cut(statement.Text, from, to);
            var kind = node.Word("contype"u8) ?? "COLLATE";
            if (kind.StartsWith("CONSTR_ATTR", StringComparison.Ordinal) && constraints.Count > 0)
                constraints[^1] = constraints[^1] with { Text = $"{constraints[^1].Text} {text}" };
            else
                constraints.Add(new ColumnConstraintText(kind, node.Word("conname"u8), text, node));
        }

        var type = SqlText.PlaceOf(statement, column.Child("typeName"u8)!.Value);
        var collation = constraints.Find(c => c.Kind == "COLLATE");
        var written = SqlText.Cut(statement.Text, type, pieces.Select(p => p.From).DefaultIfEmpty(end).Min());
        return new ColumnText(name, collation is null ? written : $"{written} {collation.Text}", [.. constraints.Where(c => c != collation)]);
    }

    private static List<(Node Node, int From)> Pieces(ParsedStatement statement, Node column)
    {
        var constraints = column.Items("constraints"u8).Select(c => c.Unwrap().Body);
        var all = column.Child("collClause"u8) is { } collation ? constraints.Append(collation) : constraints;
        return [.. all.Select(node => (node, SqlText.PlaceOf(statement, node))).OrderBy(p => p.Item2)];
    }

    /// <summary>At the comma or parenthesis behind it.</summary>
    private static int EndOf(ParsedStatement statement, Node column)
    {
        var depth = 0;
        foreach (var token in SqlText.Tokens(statement.Text).SkipWhile(t => t.Start < SqlText.PlaceOf(statement, column.Child("typeName"u8)!.Value)).Where(t => t.Kind == TokenKind.Symbol))
        {
            var c = statement.Text[token.Start];
            depth += c is '(' or '[' ? 1 : c is ')' or ']' ? -1 : 0;
            if (depth < 0 || (depth == 0 && c is ',' or ';'))
                return token.Start;
        }

        return statement.Text.Length;
    }
}
