namespace Whimbrel.Sql.Facts;

/// <summary>The constraints that CREATE TABLE or ALTER TABLE add, wherever they stand: behind a column or by themselves.</summary>
internal static class AddedConstraints
{
    internal static IEnumerable<Node> Of(Node statement) => WithColumns(statement).Select(c => c.Constraint);

    /// <summary>Each with the columns that it is on.</summary>
    internal static IEnumerable<(Node Constraint, List<string> Columns)> WithColumns(Node statement)
    {
        foreach (var (kind, body) in Elements(statement))
        {
            if (kind == "Constraint")
                yield return (body, body.NameParts(body.Is("contype"u8, "CONSTR_FOREIGN"u8) ? "fk_attrs"u8 : "keys"u8));
            if (kind != "ColumnDef")
                continue;
            foreach (var constraint in body.Items("constraints"u8).Select(c => c.Unwrap().Body))
                yield return (constraint, [body.Word("colname"u8) ?? ""]);
        }
    }

    /// <summary>The definitions of the columns that the statement adds.</summary>
    internal static IEnumerable<Node> Columns(Node statement) => Elements(statement).Where(e => e.Kind == "ColumnDef").Select(e => e.Body);

    private static IEnumerable<(string Kind, Node Body)> Elements(Node statement) =>
        statement.Items("tableElts"u8).Select(e => e.Unwrap()).Concat(statement.Items("cmds"u8)
            .Select(c => c.Unwrap().Body)
            .Where(c => c.Word("subtype"u8) is "AT_AddColumn" or "AT_AddConstraint")
            .Select(c => c.Child("def"u8)?.Unwrap() ?? ("", c)));
}
