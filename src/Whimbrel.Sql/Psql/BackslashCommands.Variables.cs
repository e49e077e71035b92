namespace Whimbrel.Sql.Psql;

// \set and its kin, and the conditions that depend on them.
internal sealed partial class BackslashCommands
{
    private Outcome If()
    {
        var problem = (string?)null;
        reader.File.Conditions.If(Scanner, _place, () => IsTrue(ref problem));
        return Condition(problem);
    }

    private Outcome Elif()
    {
        var problem = (string?)null;
        var misplaced = reader.File.Conditions.Elif(Scanner, () => IsTrue(ref problem));
        return misplaced is null ? Condition(problem) : Checked(misplaced);
    }

    private Outcome Condition(string? problem) => problem is null ? Outcome.Nothing : Refuse(problem);

    /// <summary>null when only a run knows, and every branch is to be seen.</summary>
    private bool? IsTrue(ref string? problem)
    {
        var text = string.Join(' ', Arguments(dropsSemicolons: false));
        if (!Scanner.IsActive)
            return false;

        if (Scanner.Unresolved is not null && (reader.Decide is not null || reader.TakesEitherBranch))
        {
            Scanner.Unresolved = null;
            return reader.TakesEitherBranch ? null : reader.Decide!(text);
        }

        var value = PsqlBoolean.Read(text);
        problem = value is null && Scanner.Unresolved is null ? $"a boolean is expected, not \"{text}\"; psql takes it for false" : null;
        return value == true;
    }

    private Outcome Assign(CommandKind kind)
    {
        var words = Arguments(dropsSemicolons: false);
        if (words.Count == 0)
            return Skip("only shows variables");
        if (!PsqlVariables.IsName(words[0]))
            return Refuse($"\"{words[0]}\" cannot be the name of a variable", words);

        return kind switch
        {
            CommandKind.Set => Set(words[0], string.Concat(words.Skip(1))),
            CommandKind.Unset => Unset(words[0]),
            _ => words.Count > 1 && Environment.GetEnvironmentVariable(words[1]) is { } value ? Set(words[0], value) : Outcome.Nothing,
        };
    }

    private Outcome Set(string name, string value)
    {
        var normalized = SpecialVariables.Normalized(name, value);
        if (SpecialVariables.Refusal(name, normalized) is { } refusal)
            return Refuse(refusal, name, value);

        reader.Variables.Set(name, normalized);
        return Outcome.Nothing;
    }

    private Outcome Unset(string name)
    {
        if (SpecialVariables.AfterUnset(name) is { } value)
            return Set(name, value);

        reader.Variables.Unset(name);
        return Outcome.Nothing;
    }
}
