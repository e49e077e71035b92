using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Fixes;

/// <summary>
/// ADD COLUMN: without what reads or writes every row. The rows get a volatile default in batches; constraints come behind, as commands of
/// their own.
/// </summary>
internal sealed record AddedColumn(TableCommand Command, ColumnText Column, DatabaseSchema Schema)
{
    private ColumnConstraintText? Default => Column.Constraints.FirstOrDefault(c => c.Kind == "CONSTR_DEFAULT");

    private string? Numbers => Command.Definition("ColumnDef"u8)?.Child("typeName"u8) is { } type ? TypeNames.BehindSerial(type) : null;

    private string Name => Identifier.Quote(Column.Name);

    private RelationName Sequence => Command.Table with { Name = DefaultNames.OfRelation(Schema, Command.ResolvedIn(Schema), Column.Name, "seq") };

    /// <summary>Each row has a value of its own, so that PostgreSQL writes the whole table.</summary>
    internal bool IsFilled => Numbers is not null
        || (Default?.Node.Child("raw_expr"u8) is { } value && (SteadyFunctions.VolatileIn(value).Any() || SteadyFunctions.UnknownIn(value).Any()));

    /// <summary>null when the column is harmless as it is.</summary>
    internal static AddedColumn? Of(FixScope scope, TableCommand command) =>
        command.Subtype == "AT_AddColumn" && !scope.IsNew(command.Table) && ColumnText.Of(command.Statement, command.Definition("ColumnDef"u8)?.Word("colname"u8) ?? "") is { } column
        && new AddedColumn(command, column, scope.Schema) is var added && (added.WhyNot is not null || added.IsFilled || added.Moved.Any())
            ? added
            : null;

    /// <summary>Why it cannot be made safer; null when it can.</summary>
    internal string? WhyNot
    {
        get
        {
            var isEmpty = Default is null && Numbers is null;
            if (Has("CONSTR_GENERATED"))
                return $"{Column.Name} is GENERATED … STORED: every row is written to compute it, and no column can be made so later; take a plain column, a trigger, and batches";
            if (Has("CONSTR_IDENTITY"))
                return $"{Column.Name} is GENERATED … AS IDENTITY: every row is written to get its number; add it without, number the rows in batches, and make it NOT NULL and an identity then";
            if (isEmpty && (Has("CONSTR_NOTNULL") || Has("CONSTR_PRIMARY")))
                return $"{Column.Name} is NOT NULL without a default: no value is known for the rows that are there; give it a default, or let it be null until the application writes it";
            return Command.Command.Flag("missing_ok"u8) && (IsFilled || Moved.Any()) ? $"whether {Column.Name} is new only the database knows: leave out IF NOT EXISTS" : null;
        }
    }

    internal SafeStep Step(FixScope scope)
    {
        var table = Command.ResolvedIn(scope.Schema);
        var inline = Column.Constraints.Except(Moved).Where(c => !IsFilled || c.Kind is not ("CONSTR_DEFAULT" or "CONSTR_NOTNULL"));
        var type = Numbers ?? Column.Type;
        return new SafeStep(StepKind.Quick, [table], [$"{Command.Head} ADD COLUMN {string.Join(' ', new[] { Name, type }.Concat(inline.Select(c => c.Text)))}", .. Defaults()], [$"{Command.Head} DROP COLUMN {Name}"])
        {
            What = $"add_{Column.Name}",
            Data = IsFilled ? [Batches.Of(scope, Command.Table, $"UPDATE {Command.Quoted} SET {Name} = DEFAULT WHERE {Name} IS NULL")] : [],
            IsAddition = !IsFilled,
        };
    }

    /// <summary>The column as the schema has it behind <see cref="Step"/>.</summary>
    internal TableCommand Bare => Command.With($"ADD COLUMN {Name} {Numbers ?? Column.Type}{(Default is { } value && !IsFilled ? $" {value.Text}" : "")}");

    /// <summary>What is left to be done, in the server's order.</summary>
    internal IEnumerable<TableCommand> Behind() =>
        TableCommand.InServersOrder((IsFilled && (Numbers is not null || Has("CONSTR_NOTNULL")) && !Has("CONSTR_PRIMARY") ? [$"ALTER COLUMN {Name} SET NOT NULL"] : Enumerable.Empty<string>())
            .Concat(Moved.Select(AsTableConstraint)).Select(Command.With));

    private IEnumerable<ColumnConstraintText> Moved =>
        Column.Constraints.Where(c => c.Kind is "CONSTR_CHECK" or "CONSTR_UNIQUE" or "CONSTR_PRIMARY" || (c.Kind == "CONSTR_FOREIGN" && (Default is not null || IsFilled)));

    private bool Has(string kind) => Column.Constraints.Any(c => c.Kind == kind);

    private IEnumerable<string> Defaults()
    {
        if (Numbers is { } type)
        {
            yield return $"CREATE SEQUENCE {Identifier.Quote(Sequence)} AS {type} OWNED BY {Command.Quoted}.{Name}";
            yield return $"{Command.Head} ALTER COLUMN {Name} SET DEFAULT nextval({SqlText.Literal(Identifier.Quote(Sequence))})";
        }
        else if (IsFilled)
        {
            yield return $"{Command.Head} ALTER COLUMN {Name} SET DEFAULT {Default!.Expression}";
        }
    }

    private string AsTableConstraint(ColumnConstraintText constraint)
    {
        var named = constraint.Name is { } name ? $"ADD CONSTRAINT {Identifier.Quote(name)}" : "ADD";
        var tokens = SqlText.Tokens(constraint.Bare);
        var words = constraint.Kind switch
        {
            "CONSTR_PRIMARY" => 2,
            "CONSTR_UNIQUE" when tokens.Count > 2 && SqlText.Is(constraint.Bare, tokens[1], "NULLS") => SqlText.Is(constraint.Bare, tokens[2], "NOT") ? 4 : 3,
            _ => 1,
        };
        return constraint.Kind switch
        {
            "CONSTR_CHECK" => $"{named} {constraint.Bare}",
            "CONSTR_FOREIGN" => $"{named} FOREIGN KEY ({Name}) {constraint.Bare}",
            _ => $"{named} {constraint.Bare[..tokens[words - 1].End]} ({Name}){constraint.Bare[tokens[words - 1].End..]}",
        };
    }
}
