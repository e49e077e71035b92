using System.Runtime.InteropServices;

namespace Whimbrel.Sql.Facts;

/// <summary>One command of an ALTER TABLE.</summary>
/// <param name="Subtype">The parser's name: AT_AddColumn, AT_SetNotNull …</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct AlterCommand(string Subtype, Node Body)
{
    internal static IReadOnlyList<AlterCommand> Of(string kind, Node statement)
    {
        if (kind != "AlterTableStmt")
            return [];

        var commands = new List<AlterCommand>(1);
        foreach (var item in statement.Items("cmds"u8))
        {
            var command = item.Unwrap().Body;
            commands.Add(new AlterCommand(command.Constant("subtype"u8) ?? "", command));
        }

        return commands;
    }
}
