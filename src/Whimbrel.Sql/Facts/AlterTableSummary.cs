using System.Text;

namespace Whimbrel.Sql.Facts;

/// <summary>ALTER TABLE users ADD COLUMN note, DROP COLUMN theme.</summary>
internal static class AlterTableSummary
{
    internal static string Of(Node statement)
    {
        var commands = statement.Items("cmds"u8).Select(item => Command(item.Unwrap().Body));
        return $"ALTER {Summary.ObjectWords(statement.Word("objtype"u8))} {statement.Relation("relation"u8)} {string.Join(", ", commands)}";
    }

    private static string Command(Node command)
    {
        var (_, definition) = command.Child("def"u8)?.Unwrap() ?? ("", command);
        var name = command.Word("name"u8);
        return command.Word("subtype"u8) switch
        {
            "AT_AddColumn" => $"ADD COLUMN {definition.Word("colname"u8)}",
            "AT_DropColumn" => $"DROP COLUMN {name}",
            "AT_AlterColumnType" => $"ALTER COLUMN {name} TYPE",
            "AT_ColumnDefault" => $"ALTER COLUMN {name} {(command.Child("def"u8) is null ? "DROP" : "SET")} DEFAULT",
            "AT_SetNotNull" => $"ALTER COLUMN {name} SET NOT NULL",
            "AT_DropNotNull" => $"ALTER COLUMN {name} DROP NOT NULL",
            "AT_AddConstraint" => $"ADD {Constraint(definition)}",
            "AT_AttachPartition" => $"ATTACH PARTITION {definition.Relation("name"u8)}",
            "AT_DetachPartition" => $"DETACH PARTITION {definition.Relation("name"u8)}",
            "AT_ChangeOwner" => "OWNER TO",
            var other => $"{Words(other)} {name}".TrimEnd(),
        };
    }

    private static string Constraint(Node constraint) =>
        constraint.Word("conname"u8) is { } name
            ? $"CONSTRAINT {name}"
            : constraint.Word("contype"u8)?.Replace("CONSTR_", "", StringComparison.Ordinal) switch
            {
                "PRIMARY" => "PRIMARY KEY",
                "FOREIGN" => "FOREIGN KEY",
                "EXCLUSION" => "EXCLUDE",
                var kind => kind ?? "CONSTRAINT",
            };

    /// <summary>AT_ValidateConstraint: VALIDATE CONSTRAINT.</summary>
    private static string Words(string? subtype)
    {
        var words = new StringBuilder();
        foreach (var c in (subtype ?? "").Replace("AT_", "", StringComparison.Ordinal))
            _ = words.Append(char.IsAsciiLetterUpper(c) && words.Length > 0 ? " " : "").Append(char.ToUpperInvariant(c));
        return words.ToString();
    }
}
