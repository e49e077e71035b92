namespace Whimbrel.Sql.Psql;

// One method for each kind of command.
internal sealed partial class BackslashCommands
{
    private Outcome Run(CommandKind kind) => kind switch
    {
        CommandKind.If => If(),
        CommandKind.Elif => Elif(),
        CommandKind.Else => Checked(reader.File.Conditions.Else(Scanner)),
        CommandKind.Endif => Checked(reader.File.Conditions.Endif(Scanner)),
        _ when !Scanner.IsActive => PassOver(kind),
        CommandKind.Send => SendTo(),
        CommandKind.StoreRow => StoreRow(),
        CommandKind.SendToTable => SendToTable(),
        CommandKind.Describe => Describe(),
        CommandKind.Echo => Echo(),
        CommandKind.Include => Include(),
        CommandKind.Set or CommandKind.Unset or CommandKind.GetEnvironment => Assign(kind),
        CommandKind.Quit => Quit(),
        CommandKind.Reset => Reset(),
        CommandKind.Connect => Connect(),
        CommandKind.Encoding => Encoding(),
        CommandKind.Restrict => Restrict(),
        CommandKind.Unrestrict => Unrestrict(),
        CommandKind.Copy => Copy(),
        CommandKind.Display => Skip("only changes what psql shows", Arguments()),
        CommandKind.DisplayLine => Skip("only changes what psql shows", Line(ArgumentKind.WholeLine)),
        CommandKind.RefusedLine => Refuse("is not run", Line(ArgumentKind.WholeLine)),
        CommandKind.RefusedFile => Refuse("output cannot be sent elsewhere", Line(ArgumentKind.FileOrPipe)),
        CommandKind.RefusedSend => RefuseSend(),
        CommandKind.RefusedPrepare => RefusePrepare(),
        CommandKind.Refused => Refuse("is not supported", Arguments()),
        _ => Refuse("psql has no such command"),
    };

    /// <summary>In a branch that is not taken, arguments are read as far as it takes to find their end.</summary>
    private Outcome PassOver(CommandKind kind)
    {
        if (kind is CommandKind.DisplayLine or CommandKind.RefusedLine or CommandKind.Copy)
            _ = Scanner.Argument(ArgumentKind.WholeLine);
        else if (kind is CommandKind.Send or CommandKind.RefusedFile)
            _ = Scanner.Argument(ArgumentKind.FileOrPipe);
        return Outcome.Nothing;
    }

    private string[] Line(ArgumentKind kind) => Scanner.Argument(kind) is { } line ? [line] : [];

    private Outcome Checked(string? problem) => problem is null ? Outcome.Nothing : throw reader.File.Error(_place, problem);

    private Outcome SendTo()
    {
        var target = Scanner.Argument(ArgumentKind.FileOrPipe);
        if (target is not null && target.StartsWith('('))
        {
            while (target is not null && !target.EndsWith(')'))
                target = Scanner.Argument();
            target = Scanner.Argument(ArgumentKind.FileOrPipe);
        }

        if (target is null)
            return Outcome.Send;

        _ = Refuse("output cannot be sent elsewhere", target);
        return Outcome.RefusedSend;
    }

    private Outcome StoreRow()
    {
        _storesInto = Scanner.Argument() ?? "";
        return Outcome.Send;
    }

    /// <summary>The statement counts; as what its result is shown does not.</summary>
    private Outcome SendToTable()
    {
        _ = Arguments();
        return Outcome.Send;
    }

    private Outcome Describe()
    {
        Scanner.Clear();
        Scanner.Reset();
        return Skip("the statement is only described, and not executed");
    }

    private Outcome RefuseSend()
    {
        _ = Refuse(_name == "gexec" ? "what the statement returns would be executed" : "is not supported", Arguments());
        return Outcome.RefusedSend;
    }

    private Outcome RefusePrepare()
    {
        Scanner.Clear();
        Scanner.Reset();
        return Refuse("is not supported", Arguments());
    }

    private Outcome Echo()
    {
        var words = Arguments(dropsSemicolons: false);
        var hasNoNewline = words is ["-n", ..];
        _ = Become(PsqlItemKind.Echo, string.Join(' ', words.Skip(hasNoNewline ? 1 : 0)), words);
        (Item.Unresolved, Scanner.Unresolved) = (Scanner.Unresolved, null);
        return Outcome.Item;
    }

    private Outcome Include()
    {
        if (Scanner.Argument(dropsSemicolons: true) is not { } path)
            throw reader.File.Error(_place, $@"\{_name} without a file");
        if (path == "-")
            return Refuse("the keyboard is not read", path);

        var isRelative = _name is "ir" or "include_relative" && !System.IO.Path.IsPathRooted(path);
        var folder = isRelative ? System.IO.Path.GetDirectoryName(reader.File.Path) : null;
        _include = folder is null or "" ? path : System.IO.Path.Combine(folder, path);
        return Outcome.Include;
    }

    private Outcome Quit()
    {
        reader.File.HasQuit = true;
        return Outcome.Nothing;
    }

    private Outcome Reset()
    {
        Scanner.Clear();
        Scanner.Reset();
        return Skip("the statement before it is forgotten");
    }

    private Outcome Connect()
    {
        var arguments = new List<string>();
        while (Scanner.Argument(ArgumentKind.Name, dropsSemicolons: true) is { } argument)
            arguments.Add(argument);
        Scanner.Strings.Reset();
        return Become(PsqlItemKind.Connect, "", arguments);
    }

    private Outcome Encoding() => Scanner.Argument() is not { } encoding || IsUtf8(encoding)
        ? Skip("scripts are UTF-8")
        : Refuse("scripts are read as UTF-8", encoding);

    private static bool IsUtf8(string encoding) =>
        new string([.. encoding.Where(char.IsAsciiLetterOrDigit)]).ToUpperInvariant() is "UTF8" or "UNICODE";

    private Outcome Restrict()
    {
        _restrictedBy = Scanner.Argument(dropsSemicolons: true) ?? throw reader.File.Error(_place, @"\restrict without a key");
        return Outcome.Nothing;
    }

    private Outcome Unrestrict()
    {
        var key = Scanner.Argument(dropsSemicolons: true);
        if (_restrictedBy is null || key != _restrictedBy)
            throw reader.File.Error(_place, _restrictedBy is null ? @"\unrestrict without \restrict" : @"\unrestrict with another key than \restrict");

        _restrictedBy = null;
        return Outcome.Nothing;
    }

    private Outcome Copy()
    {
        _copy = CopyCommand.Read(Scanner.Argument(ArgumentKind.WholeLine) ?? "", Scanner.Strings.IsOn);
        if (_copy is null)
            return Refuse(@"a syntax error in \copy");
        if (_copy.ReadsRows)
            return Outcome.Copy;

        _ = Refuse(_copy.Refusal);
        return Outcome.RefusedCopy;
    }
}
