using System.Text.RegularExpressions;
using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Rules.Constraints;

/// <summary>A constraint that ALTER TABLE adds to a table that others use.</summary>
/// <param name="Column">The new column that it comes with; null when it stands by itself.</param>
/// <param name="Text">ADD CONSTRAINT … as it is written; null when it comes with a column, or cannot be told apart.</param>
internal sealed partial record AddedConstraint(RelationName Table, Node Constraint, NewColumn? Column, string? Text)
{
    private const int LongestName = 63;

    /// <summary>As it is given, or much like the server would choose it.</summary>
    internal string Name => Constraint.Word("conname"u8) ?? Chosen();

    internal bool IsNotValid => Constraint.Flag("skip_validation"u8);

    internal bool UsesIndex => Constraint.Word("indexname"u8) is not null;

    internal List<string> Columns => Column is { } own ? [own.Name] : Constraint.NameParts(ListOfColumns());

    /// <summary>Those of one type in the parser's words: CONSTR_CHECK, CONSTR_FOREIGN …</summary>
    internal static IEnumerable<AddedConstraint> Of(RuleContext context, string type) =>
        ByThemselves(context, type).Concat(WithColumns(context, type));

    /// <summary>The same command, with its name written out and words behind it.</summary>
    internal string? Again(string more) =>
        Text is null ? null : $"ALTER TABLE {Identifier.Quote(Table)} {(Constraint.Word("conname"u8) is null ? Add().Replace(Text, $"ADD CONSTRAINT {Identifier.Quote(Name)}") : Text)}{more};";

    private static IEnumerable<AddedConstraint> ByThemselves(RuleContext context, string type)
    {
        if (!context.Body.Is("objtype"u8, "OBJECT_TABLE"u8) || context.Existing("relation"u8) is not { } table)
            yield break;

        var commands = context.Body.Items("cmds"u8).Select(item => item.Unwrap().Body).ToList();
        for (var i = 0; i < commands.Count; i++)
        {
            if (commands[i].Is("subtype"u8, "AT_AddConstraint"u8) && commands[i].Child("def"u8)?.Child("Constraint"u8) is { } constraint
                && constraint.Word("contype"u8) == type)
                yield return new AddedConstraint(table, constraint, null, CommandTexts.Of(context.Statement).ElementAtOrDefault(i));
        }
    }

    private static IEnumerable<AddedConstraint> WithColumns(RuleContext context, string type) =>
        context.NewColumns.SelectMany(column => column.Definition.Items("constraints"u8).Select(item => item.Unwrap().Body)
            .Where(constraint => constraint.Word("contype"u8) == type)
            .Select(constraint => new AddedConstraint(column.Table, constraint, column, null)));

    private ReadOnlySpan<byte> ListOfColumns() => Constraint.Is("contype"u8, "CONSTR_FOREIGN"u8) ? "fk_attrs"u8 : "keys"u8;

    private string Chosen()
    {
        var (withColumns, ending) = Constraint.Word("contype"u8) switch
        {
            "CONSTR_FOREIGN" => (true, "fkey"),
            "CONSTR_UNIQUE" => (true, "key"),
            "CONSTR_PRIMARY" => (false, "pkey"),
            "CONSTR_EXCLUSION" => (false, "excl"),
            _ => (true, "check"),
        };
        var name = string.Join('_', [Table.Name, .. withColumns ? Columns : [], ending]);
        return name.Length > LongestName ? name[..LongestName] : name;
    }

    [GeneratedRegex(@"^ADD\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Add();
}
