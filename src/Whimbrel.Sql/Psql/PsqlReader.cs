namespace Whimbrel.Sql.Psql;

/// <summary>
/// Reads a script as <c>psql -f</c> does: one after the other, the statements as psql would send them, COPY's rows, and the backslash
/// commands. No more than one statement is held in memory.
/// </summary>
public sealed class PsqlReader : IDisposable
{
    private readonly Stack<ScriptFile> _files = new();
    private readonly BackslashCommands _commands;
    private readonly FileRows _fileRows = new();
    private int _copiesDue;

    /// <param name="path">For messages, and where <c>\ir</c> looks.</param>
    public PsqlReader(string path, Stream script, PsqlVariables? variables = null)
    {
        Variables = variables ?? new PsqlVariables();
        _commands = new BackslashCommands(this);
        Begin(path, script);
    }

    public PsqlVariables Variables { get; }

    /// <summary>Asked with the condition of an \if that depends on variables which only a run knows; unasked, such a condition is false.</summary>
    public Func<string, bool>? Decide { get; init; }

    /// <summary>Takes every branch of an \if that depends on such a variable, unasked: to look at all that may be run.</summary>
    internal bool TakesEitherBranch { get; init; }

    /// <summary>Opens the script's included files.</summary>
    internal Func<string, Stream> OpenFile { get; init; } = OpenFromDisk;

    /// <summary>Told each line comment.</summary>
    internal Action<string, Place>? OnComment
    {
        get;
        init
        {
            field = value;
            File.Scanner.OnComment = value;
        }
    }

    /// <summary>Where \i and \copy look for files.</summary>
    public string WorkingFolder { get; init; } = Environment.CurrentDirectory;

    public PsqlItem Item { get; } = new();

    internal ScriptFile File => _files.Peek();

    /// <summary>Reads a file; errors of the file system pass through as they are.</summary>
    public static PsqlReader Open(string path, PsqlVariables? variables = null) => new(path, OpenFromDisk(path), variables);

    /// <summary>Goes on to the next item; rows that were not read are passed over.</summary>
    /// <exception cref="ScriptException">The script cannot be read on.</exception>
    public bool Read()
    {
        PassOverRows();
        if (_copiesDue > 0)
        {
            BeginRows();
            return true;
        }

        var hasItem = _commands.Continue();
        while (!hasItem && _files.Count > 0)
            hasItem = Step(File);
        return hasItem;
    }

    /// <summary>The next stretch of the item's rows, until the next call; empty after the last.</summary>
    public ReadOnlySpan<byte> NextRows() => _fileRows.IsOpen ? _fileRows.Next() : Item.Kind == PsqlItemKind.CopyRows ? File.Scanner.NextRows() : [];

    public void Dispose()
    {
        _fileRows.Dispose();
        while (_files.TryPop(out var file))
            file.Dispose();
    }

    internal void Include(string path, Place place)
    {
        var full = Path.GetFullPath(path, WorkingFolder);
        if (_files.Any(f => Path.GetFullPath(f.Path, WorkingFolder) == full))
            throw File.Error(place, $"{path} includes itself", "Take one of the two includes away.");

        try
        {
            Begin(path, OpenFile(full));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw File.Error(place, $"cannot read {path}: {e.Message}", @"\i looks from the working folder, \ir from the folder of the script.");
        }

        Item.Become(PsqlItemKind.Include, place);
        Item.Arguments = [path];
    }

    /// <summary>The scanner's text is sent; false when there is none.</summary>
    internal bool Send()
    {
        if (!File.Scanner.HasText)
            return false;

        Item.BecomeStatement(File.Scanner);
        _copiesDue = Item.CopiesFromStdin;
        return true;
    }

    /// <summary>A statement that does not come from the scanner.</summary>
    internal void Send(Place place, byte[] copy, bool readsRows)
    {
        Item.BecomeCopy(place, copy, readsRows);
        _copiesDue = Item.CopiesFromStdin;
    }

    private static FileStream OpenFromDisk(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);

    private void Begin(string path, Stream script)
    {
        var file = new ScriptFile(new ScriptBytes(path, script), Variables);
        file.Scanner.OnComment = OnComment;
        _files.Push(file);
    }

    private bool Step(ScriptFile file) => (file.HasQuit ? ScanStop.End : file.Scanner.Scan()) switch
    {
        ScanStop.Semicolon => Send(),
        ScanStop.Backslash => _commands.Run(),
        _ => EndFile(file),
    };

    private bool EndFile(ScriptFile file)
    {
        file.RefuseOpenEnd();
        if (Send())
            return true;

        _ = _files.Pop();
        var end = file.Scanner.PlaceHere();
        file.Dispose();
        if (_files.Count == 0)
            return false;

        Item.Become(PsqlItemKind.IncludeEnd, end);
        return true;
    }

    private void BeginRows()
    {
        _copiesDue--;
        var (file, command) = (Item.RowsFile, Item.Command);
        Item.Become(PsqlItemKind.CopyRows, file is null ? File.Scanner.BeginRows() : Item.Place);
        (Item.RowsFile, Item.Command) = (file, command);
        if (file is not null)
            _fileRows.Open(Path.GetFullPath(file, WorkingFolder));
    }

    private void PassOverRows()
    {
        _fileRows.Close();
        while (Item.Kind == PsqlItemKind.CopyRows && Item.RowsFile is null && !File.Scanner.NextRows().IsEmpty)
        {
            // What nobody reads is passed over.
        }
    }
}
