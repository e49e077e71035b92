namespace Whimbrel.Sql.Psql;

/// <summary>Does what psql does with its backslash commands, as far as it matters to a migration.</summary>
internal sealed partial class BackslashCommands(PsqlReader reader)
{
    private string? _restrictedBy;
    private string? _storesInto;
    private string _include = "";
    private CopyCommand? _copy;
    private Outcome _due;
    private string _name = "";
    private Place _place;

    /// <summary>What is left to do when the command's line has been read.</summary>
    private enum Outcome
    {
        Nothing,
        Item,
        Send,
        Copy,
        Include,
        RefusedSend,
        RefusedCopy,
    }

    private PsqlItem Item => reader.Item;

    private SqlScanner Scanner => reader.File.Scanner;

    /// <summary>After a command was refused, the statement that psql sends with it.</summary>
    internal bool Continue()
    {
        var due = _due;
        _due = Outcome.Nothing;
        var isSent = due switch { Outcome.RefusedSend => Send(), Outcome.RefusedCopy => SendCopy(), _ => false };
        if (isSent)
            Item.IsRefused = true;
        return isSent;
    }

    /// <summary>The scanner stands on a backslash. Returns whether there is an item.</summary>
    internal bool Run()
    {
        (_place, Scanner.CallsShell, Scanner.Unresolved) = (Scanner.PlaceHere(), false, Scanner.Unresolved);
        _name = Scanner.CommandName();
        _storesInto = null;
        var kind = CommandKinds.Of(_name);
        var isRestricted = _restrictedBy is not null && kind != CommandKind.Unrestrict && Scanner.IsActive;
        var outcome = isRestricted ? Refuse(@"between \restrict and \unrestrict only \unrestrict is allowed") : Run(kind);
        Scanner.EndCommand(dropsLine: isRestricted || (kind == CommandKind.Unknown && Scanner.IsActive));
        if (Scanner.CallsShell && !isRestricted)
            outcome = RefuseShell(outcome);
        return Finish(outcome);
    }

    private bool Finish(Outcome outcome)
    {
        switch (outcome)
        {
            case Outcome.Send:
                return Send();
            case Outcome.Copy:
                return SendCopy();
            case Outcome.Include:
                reader.Include(_include, _place);
                Item.Command = _name;
                return true;
            case Outcome.RefusedSend or Outcome.RefusedCopy:
                _due = outcome;
                return true;
            default:
                return outcome == Outcome.Item;
        }
    }

    private bool Send()
    {
        if (!Scanner.HasText)
            Scanner.Recall();
        var isSent = reader.Send();
        Scanner.Reset();
        if (isSent)
            (Item.Command, Item.StoresInto) = (_name, _storesInto);
        if (isSent && _storesInto is not null)
            reader.Variables.ExpectRow(_storesInto);
        return isSent;
    }

    private bool SendCopy()
    {
        reader.Send(_place, _copy!.Statement, _copy.ReadsRows);
        Item.RowsFile = _copy.File;
        return true;
    }

    private Outcome Become(PsqlItemKind kind, string note, params IReadOnlyList<string> arguments)
    {
        Item.Become(kind, _place);
        (Item.Command, Item.Note, Item.Arguments) = (_name, note, arguments);
        return Outcome.Item;
    }

    private Outcome Skip(string note, params IReadOnlyList<string> arguments) => Become(PsqlItemKind.Skipped, note, arguments);

    private Outcome Refuse(string note, params IReadOnlyList<string> arguments) => Become(PsqlItemKind.Refused, note, arguments);

    private Outcome RefuseShell(Outcome outcome)
    {
        _ = Refuse("psql would have a shell run what stands in backticks");
        return outcome is Outcome.Send or Outcome.RefusedSend ? Outcome.RefusedSend : Outcome.Item;
    }

    private List<string> Arguments(bool dropsSemicolons = true)
    {
        var arguments = new List<string>();
        while (Scanner.Argument(dropsSemicolons: dropsSemicolons) is { } argument)
            arguments.Add(argument);
        return arguments;
    }
}
